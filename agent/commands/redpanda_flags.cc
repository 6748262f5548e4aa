// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/redpanda_flags.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/duration_option.h"
#include "base/option_values.h"
#include "base/secret_file.h"

namespace rollcall::agent {
namespace {

void AddSourceFlags(CLI::App& command, RedpandaFlags& flags) {
  command
      .add_option("--admin-url", flags.urls,
                  "Redpanda's admin API, as in http://127.0.0.1:9644; several are tried in turn")
      ->type_name("URL,...")
      ->allow_extra_args(false);
  AdminOptions& admin = flags.admin;
  command.add_option("--admin-user", admin.user, "User for basic authentication")->type_name("NAME");
  command.add_option("--admin-password", admin.password, "Password of that user; @FILE reads it from a file")
      ->type_name("@FILE");
  command.add_option("--admin-token", admin.token, "Bearer token; @FILE reads it from a file")->type_name("@FILE");
  command.add_option("--admin-ca", admin.ca_file, "CA certificates to trust for https, as PEM")->type_name("FILE");
  command.add_option("--admin-cert", admin.cert_file, "Certificate of the client, as PEM")->type_name("FILE");
  command.add_option("--admin-key", admin.key_file, "Key of that certificate, as PEM without a password")
      ->type_name("FILE");
}

void AddVanished(CLI::App& command, WhenVanished& when_vanished, CLI::Option& node_id) {
  command
      .add_option_function<std::string>(
          "--vanished",
          [&when_vanished](const std::string& word) {
            when_vanished = word == "retire" ? WhenVanished::kRetire : WhenVanished::kDown;
          },
          "What becomes of a node that is in no report any more")
      ->check(OneOf({"down", "retire"}))
      ->default_str("down")
      ->excludes(&node_id);
}

void AddStatusFlags(CLI::App& command, RedpandaFlags& flags) {
  TransformOptions& transforms = flags.transforms;
  CLI::Option* node_id =
      command
          .add_option("--node-id", transforms.node_id, "Publish for this node only; --admin-url is its own admin API")
          ->check(CLI::Range(0, std::numeric_limits<int32_t>::max()).description(""))
          ->type_name("N");
  AddVanished(command, transforms.when_vanished, *node_id);
  AddDuration(command, "--debounce", transforms.debounce, absl::ZeroDuration(), absl::Hours(1),
              "How long a partition keeps its last known state while reports do not know it");
  AddDuration(
      command, "--down-after", transforms.down_after, absl::Seconds(1), absl::Hours(24),
      "After this time without an answer the node of --node-id is down; without a report the agent is unhealthy");
  AddDuration(command, "--every", flags.every, absl::Milliseconds(100), absl::Hours(1), "How often to ask");
  command.add_flag("--once", flags.once, "Ask once, publish, and end when everything is acknowledged");
}

// Commas and blanks separate URLs.
absl::StatusOr<std::vector<std::string>> SplitUrls(const std::vector<std::string>& lists) {
  std::vector<std::string> urls;
  for (const std::string& list : lists) {
    for (const absl::string_view text : absl::StrSplit(list, absl::ByAnyChar(", \t\r\n"), absl::SkipEmpty())) {
      absl::StatusOr<std::string> url = NormalizeAdminUrl(std::string(text));
      if (!url.ok()) return url.status();
      urls.push_back(*std::move(url));
    }
  }
  return urls;
}

// Replaces @FILE by the content of the file.
absl::Status ReadSecret(const char* option, std::string& secret) {
  if (!absl::StartsWith(secret, "@")) return absl::OkStatus();
  absl::StatusOr<std::string> content = ReadSecretFile(secret.substr(1));
  if (!content.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, " ", secret, ": the file cannot be read: ", content.status().message()));
  }
  if (content->empty()) return absl::InvalidArgumentError(absl::StrCat(option, " ", secret, ": the file is empty"));
  secret = *std::move(content);
  return absl::OkStatus();
}

}  // namespace

void AddRedpandaFlags(CLI::App& command, RedpandaFlags& flags) {
  AddSourceFlags(command, flags);
  AddStatusFlags(command, flags);
  AddPublicationFlags(command, flags.publication);
}

absl::StatusOr<AdminOptions> CheckAdminFlags(const RedpandaFlags& flags) {
  AdminOptions admin = flags.admin;
  absl::StatusOr<std::vector<std::string>> urls = SplitUrls(flags.urls);
  if (!urls.ok()) return urls.status();
  admin.urls = *std::move(urls);
  if (absl::Status status = ReadSecret("--admin-password", admin.password); !status.ok()) return status;
  if (absl::Status status = ReadSecret("--admin-token", admin.token); !status.ok()) return status;
  return admin;
}

}  // namespace rollcall::agent
