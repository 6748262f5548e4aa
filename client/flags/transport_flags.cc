// SPDX-License-Identifier: Apache-2.0
#include "client/flags/transport_flags.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/flags/proxy_variables.h"
#include "rollcall/client/check_transport.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/servers.h"

namespace rollcall::client {
namespace {

void AddFile(CLI::App& command, const std::string& name, std::string& file, const std::string& help) {
  command.add_option(name, file, help)->type_name("FILE");
}

bool UsesTls(const TransportFlags& flags) {
  const bool implied = !flags.tls_ca.empty() || !flags.tls_cert.empty() || !flags.tls_key.empty() ||
                       !flags.tls_server_name.empty() || flags.tls_skip_verify;
  return flags.tls.value_or(implied);
}

absl::Status CheckTlsFlagsAgree(const TransportFlags& flags) {
  if (!flags.tls_cert.empty() && flags.tls_key.empty()) {
    return absl::InvalidArgumentError("--tls-cert needs --tls-key, the key of the certificate");
  }
  if (flags.tls_cert.empty() && !flags.tls_key.empty()) {
    return absl::InvalidArgumentError("--tls-key needs --tls-cert, the certificate of the key");
  }
  if (flags.tls_skip_verify && !flags.tls_ca.empty()) {
    return absl::InvalidArgumentError("--tls-ca has no use with --tls-skip-verify; leave out one of them");
  }
  return absl::OkStatus();
}

// The log of gRPC is for those who ask gRPC for it.
void MuteLogUnlessAsked() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) MuteLibraryLogs();
}

}  // namespace

void AddTransportFlags(CLI::App& command, TransportFlags& flags) {
  command.add_flag_function(
      "--tls", [&flags](int64_t count) { flags.tls = count > 0; },
      "Speak TLS with the servers; the other --tls options imply it, --tls=false turns it off");
  AddFile(command, "--tls-ca", flags.tls_ca,
          "CA certificates that may sign a server's certificate (PEM); default: the system's");
  AddFile(command, "--tls-cert", flags.tls_cert,
          "Client certificate for servers that ask for one (PEM), with --tls-key");
  AddFile(command, "--tls-key", flags.tls_key, "Key of --tls-cert (PEM, without a password)");
  command
      .add_option("--tls-server-name", flags.tls_server_name,
                  "Name that a server's certificate must have, if it is not the host of its address")
      ->type_name("NAME");
  command.add_flag("--tls-skip-verify", flags.tls_skip_verify,
                   "Accept any certificate. For trials: whoever is between could read and change everything");
  AddFile(command, "--token-file", flags.token_file,
          "File with the bearer token of each call; it is read again for each. Beyond this machine it needs TLS");
}

TransportOptions ToTransportOptions(const TransportFlags& flags) {
  TransportOptions options = {.token_file = flags.token_file, .proxy = ProxyOfEnvironment()};
  if (!UsesTls(flags)) return options;
  options.tls = TlsOptions{.ca_file = flags.tls_ca,
                           .certificate_file = flags.tls_cert,
                           .key_file = flags.tls_key,
                           .server_name = flags.tls_server_name,
                           .verification = flags.tls_skip_verify ? TlsOptions::Verification::kNone
                                                                 : TlsOptions::Verification::kServerCertificate};
  return options;
}

absl::Status CheckTransportFlags(const TransportFlags& flags, const std::string& servers) {
  const TransportOptions options = ToTransportOptions(flags);
  if (options.tls.has_value()) {
    if (absl::Status agree = CheckTlsFlagsAgree(flags); !agree.ok()) return agree;
  }
  const absl::StatusOr<std::vector<std::string>> parsed = ParseServers(servers);
  if (!parsed.ok()) return parsed.status();
  return CheckTransport(options, *parsed);
}

absl::StatusOr<std::unique_ptr<Connector>> MakeConnector(const TransportFlags& flags, const std::string& servers) {
  if (absl::Status usable = CheckTransportFlags(flags, servers); !usable.ok()) return usable;
  GrpcOptions options = {.transport = ToTransportOptions(flags)};
  MuteLogUnlessAsked();
  return MakeGrpcConnector(options);
}

}  // namespace rollcall::client
