// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/duration_option.h"
#include "base/option_values.h"
#include "client/flags/servers_flag.h"
#include "display/filter_text.h"
#include "rollcall/client/servers.h"

namespace rollcall::cli {
namespace {

void ThrowUnlessOk(const char* option, const absl::Status& status) {
  if (!status.ok()) throw CLI::ValidationError(option, std::string(status.message()));
}

// --node, --name and --topic.
void AddRowOptions(CLI::App& command, v1::Filter& filter) {
  AddRepeated(command, "--node", "IDS", "Only these nodes, such as 1-10,12",
              [&filter](const std::string& text) { ThrowUnlessOk("--node", AddNodeIds(text, filter)); });
  AddRepeated(command, "--name", "GLOB", "Only coprocessors whose name matches (* and ?); can be repeated",
              [&filter](const std::string& glob) { filter.add_names(glob); });
  AddRepeated(command, "--topic", "GLOB", "Only coprocessors that read a topic whose name matches; can be repeated",
              [&filter](const std::string& glob) { filter.add_input_topics(glob); });
}

void AddStateOption(CLI::App& command, v1::Filter& filter) {
  AddRepeated(command, "--state", "STATES", "Only nodes in these states: up, down, other, invalid",
              [&filter](const std::string& text) { ThrowUnlessOk("--state", AddStates(text, filter)); });
  SuggestValues(*command.get_option("--state"), FilterStateWords());
}

}  // namespace

void AddConnectionOptions(CLI::App& program, ConnectionOptions& options) {
  options.servers = std::string(client::kDefaultServer);
  client::AddServers(
      program, "--server", options.servers,
      "Servers that are replicas of each other, tried in turn: HOST:PORT or unix:PATH, separated by commas")
      ->capture_default_str();
  AddDuration(program, "--timeout", options.timeout, absl::Milliseconds(1), absl::Hours(24),
              "Time limit for an answer: all servers, retries and the wait for --min-revision together");
  AddDuration(program, "--connect-timeout", options.connect_timeout, absl::Milliseconds(1), absl::Hours(24),
              "watch: time limit for the first answer; after that, watch reconnects without a limit");
  client::AddTransportFlags(program, options.transport);
}

client::ClientOptions ToClientOptions(const ConnectionOptions& options) {
  auto servers = client::ParseServers(options.servers);
  CHECK(servers.ok());  // AddServers has checked the text
  client::ClientOptions client;
  client.servers = *std::move(servers);
  client.timeout = options.timeout;
  client.watch.connect_timeout = options.connect_timeout;
  return client;
}

void AddRepeated(CLI::App& command, const std::string& name, const std::string& type, const std::string& help,
                 const std::function<void(const std::string&)>& add) {
  const auto add_all = [add](const std::vector<std::string>& values) {
    for (const std::string& value : values) add(value);
  };
  command.add_option_function<std::vector<std::string>>(name, add_all, help)
      ->type_name(type)
      ->allow_extra_args(false)
      ->configurable(false);
}

void AddSelectionOptions(CLI::App& command, RequestOptions& request) {
  AddRowOptions(command, request.filter);
  AddMinRevision(command, request.min_revision);
}

void AddFilterOptions(CLI::App& command, v1::Filter& filter) {
  AddRowOptions(command, filter);
  AddStateOption(command, filter);
}

void AddMinRevision(CLI::App& command, std::optional<int64_t>& min_revision) {
  command
      .add_option("--min-revision", min_revision,
                  "Answer only when this offset of the topic is included; the wait ends with the time limit")
      ->type_name("OFFSET")
      ->configurable(false);
}

void AddRequestOptions(CLI::App& command, RequestOptions& request) {
  AddSelectionOptions(command, request);
  AddStateOption(command, request.filter);
}

CLI::Option* AddChoice(CLI::App& command, const std::string& name, std::string& value,
                       const std::vector<std::string>& values, const std::string& help) {
  return command.add_option(name, value, absl::StrCat(help, ": ", absl::StrJoin(values, ", ")))
      ->check(OneOf(values).description(""))  // the help names them already
      ->type_name("NAME")
      ->capture_default_str()
      ->configurable(false);
}

}  // namespace rollcall::cli
