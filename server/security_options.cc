// SPDX-License-Identifier: Apache-2.0
#include "server/security_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/listen_address.h"

namespace rollcall {
namespace {

constexpr char kSocketModeOption[] = "--unix-socket-mode";

bool IsOctalMode(const std::string& text) {
  const auto is_octal = [](char digit) { return digit >= '0' && digit <= '7'; };
  const bool has_leading_zero = text.size() == 4 && text.front() == '0';
  return (text.size() == 3 || has_leading_zero) && std::all_of(text.begin(), text.end(), is_octal);
}

// An empty name would mean that the option is not given, and so that less is asked of callers.
void AddFile(CLI::App& app, const std::string& name, std::string& path, const std::string& help) {
  const auto check = [](const std::string& text) {
    return text.empty() ? std::string("the name of the file is empty") : std::string();
  };
  app.add_option(name, path, help)->check(CLI::Validator(check, ""))->type_name("FILE");
}

void DefineTls(CLI::App& app, rpc::TlsFiles& tls) {
  AddFile(app, "--tls-cert", tls.certificate,
          "Serve the API with TLS: a PEM file with the server's certificate, and after it those that lead to a "
          "root; read again when it changes");
  AddFile(app, "--tls-key", tls.key,
          "The PEM file with the key of --tls-cert, without a passphrase; read again when it changes");
  AddFile(app, "--tls-client-ca", tls.client_ca,
          "Clients need a certificate that is signed by one of the CAs in this PEM file; read again when it "
          "changes");
}

void DefineAccess(CLI::App& app, rpc::AccessRules& access) {
  app.add_option("--allow-identity", access.identities,
                 "Only clients whose certificate has one of these names may call: its common name, or a DNS name, URI "
                 "or e-mail address of its subjectAltName; without this option every certificate of --tls-client-ca")
      ->delimiter(',')
      ->transform([](const std::string& name) { return std::string(absl::StripAsciiWhitespace(name)); })
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  AddFile(app, "--token-file", access.token_file,
          "Calls need a bearer token; each line of the file is what 'printf %s TOKEN | sha256sum' prints; read "
          "again when it changes");
}

void DefineSocketMode(CLI::App& app, mode_t& mode) {
  const auto parse = [&mode](const std::string& text) {
    if (!IsOctalMode(text)) {
      throw CLI::ValidationError(kSocketModeOption,
                                 absl::StrCat("'", text, "' is not an octal file mode, such as 0600 or 0660"));
    }
    mode = static_cast<mode_t>(std::strtoul(text.c_str(), nullptr, 8));
  };
  app.add_option_function<std::string>(kSocketModeOption, parse,
                                       "Who may connect to the socket of --listen unix:PATH, as its file mode")
      ->type_name("MODE")
      ->default_str("0600");
}

absl::Status CheckTogether(const SecurityOptions& options) {
  const bool has_tls = !options.tls.certificate.empty();
  if (has_tls && options.tls.key.empty()) {
    return absl::InvalidArgumentError("--tls-cert needs --tls-key, the file with the certificate's key");
  }
  if (!has_tls && !options.tls.key.empty()) {
    return absl::InvalidArgumentError("--tls-key needs --tls-cert, the file with the key's certificate");
  }
  if (!has_tls && !options.tls.client_ca.empty()) {
    return absl::InvalidArgumentError(
        "--tls-client-ca needs TLS, because only there clients have certificates; give --tls-cert and --tls-key");
  }
  const std::vector<std::string>& identities = options.access.identities;
  if (identities.empty()) return absl::OkStatus();
  if (options.tls.client_ca.empty()) {
    return absl::InvalidArgumentError(
        "--allow-identity needs --tls-client-ca, the CAs whose certificates say who a client is");
  }
  if (std::find(identities.begin(), identities.end(), "") != identities.end()) {
    return absl::InvalidArgumentError("--allow-identity has an empty name; write NAME,NAME");
  }
  return absl::OkStatus();
}

}  // namespace

void DefineSecurityOptions(CLI::App& app, SecurityOptions& options) {
  DefineTls(app, options.tls);
  DefineAccess(app, options.access);
  app.add_flag("--insecure-listen", options.insecure_listen,
               "Serve without TLS at an address that other machines can reach: whoever is on the network can read and "
               "change what is sent");
  app.add_flag("--no-reflection", options.no_reflection,
               "Do not tell callers which services and messages there are (gRPC server reflection)");
  DefineSocketMode(app, options.unix_socket_mode);
}

absl::Status CheckSecurityOptions(const SecurityOptions& options, const std::string& listen) {
  if (absl::Status status = CheckTogether(options); !status.ok()) return status;
  if (!options.tls.certificate.empty() || IsLocalAddress(listen)) return absl::OkStatus();
  if (!options.access.token_file.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", listen,
                     " can be reached by other machines, and without TLS everybody on the way could read the "
                     "tokens of --token-file; give --tls-cert and --tls-key, or listen on 127.0.0.1"));
  }
  if (options.insecure_listen) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--listen ", listen,
                   " can be reached by other machines and has no TLS; give --tls-cert and --tls-key, "
                   "listen on 127.0.0.1, or, on a network that you trust, add --insecure-listen"));
}

}  // namespace rollcall
