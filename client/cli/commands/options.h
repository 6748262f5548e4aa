// SPDX-License-Identifier: Apache-2.0
// Options that several commands share: one vocabulary of servers, times and filters.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/lib/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct ConnectionOptions {
  std::string servers;  // as ParseServers takes it; checked
  absl::Duration timeout = absl::Seconds(10);
  absl::Duration connect_timeout = absl::Seconds(10);
};

// On the program: --server, --timeout, --connect-timeout; also from ROLLCALL_* and the configuration file.
void AddConnectionOptions(CLI::App& program, ConnectionOptions& options);
client::ClientOptions ToClientOptions(const ConnectionOptions& options);

struct RequestOptions {
  v1::Filter filter;
  std::optional<int64_t> min_revision;
};

// On a command: --node, --name, --topic, --state, --min-revision. Not from the environment or a file: a filter that one
// does not see on the command line gives wrong answers.
void AddRequestOptions(CLI::App& command, RequestOptions& request);

// An option whose value is one of `values` (not from environment or file, as it changes what a script gets).
CLI::Option* AddChoice(CLI::App& command, const std::string& name, std::string& value,
                       const std::vector<std::string>& values, const std::string& help);

// An option that takes "500ms", "10s", "2m" or a number of seconds, from `least` to `most`.
CLI::Option* AddDuration(CLI::App& app, const std::string& name, absl::Duration& value, absl::Duration least,
                         absl::Duration most, const std::string& help);

}  // namespace rollcall::cli
