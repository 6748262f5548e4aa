// SPDX-License-Identifier: Apache-2.0
// Options that several commands share: servers, times and filters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/cli11_types.h"
#include "client/flags/transport_flags.h"
#include "rollcall/client/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct ConnectionOptions {
  std::string servers;  // a list for ParseServers; valid once the settings are parsed
  absl::Duration timeout = absl::Seconds(10);
  absl::Duration connect_timeout = absl::Seconds(10);
  client::TransportFlags transport;
};

// Adds --server, --timeout, --connect-timeout and those of AddTransportFlags to the program. They can also come from
// ROLLCALL_* variables and the configuration file.
void AddConnectionOptions(CLI::App& program, ConnectionOptions& options);
// `options` must have been parsed.
client::ClientOptions ToClientOptions(const ConnectionOptions& options);

struct RequestOptions {
  v1::Filter filter;
  std::optional<int64_t> min_revision;
};

// Adds --node, --name, --topic, --state and --min-revision to a command. They cannot come from the environment or a
// file, because a filter that is not visible on the command line gives misleading answers.
void AddRequestOptions(CLI::App& command, RequestOptions& request);
// The same without --state, for a command that has its own.
void AddSelectionOptions(CLI::App& command, RequestOptions& request);

// Adds those of them that make the filter: --node, --name, --topic and --state.
void AddFilterOptions(CLI::App& command, v1::Filter& filter);

// Adds --min-revision to a command that answers once. It cannot come from the environment or a file.
void AddMinRevision(CLI::App& command, std::optional<int64_t>& min_revision);

// Adds an option that may be given several times, each time with one value. It cannot come from the environment or a
// file. `add` throws CLI::ValidationError.
void AddRepeated(CLI::App& command, const std::string& name, const std::string& type, const std::string& help,
                 const std::function<void(const std::string&)>& add);

// Adds an option whose value is one of `values`. It cannot come from the environment or a file, because it changes the
// output that a script reads.
CLI::Option* AddChoice(CLI::App& command, const std::string& name, std::string& value,
                       const std::vector<std::string>& values, const std::string& help);

}  // namespace rollcall::cli
