// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/watch_handover.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/report.h"
#include "display/filter_text.h"

namespace rollcall::cli {
namespace {

void AddAll(const std::string& option, const google::protobuf::RepeatedPtrField<std::string>& values,
            std::vector<std::string>& arguments) {
  for (const std::string& value : values) arguments.push_back(absl::StrCat(option, "=", value));
}

std::vector<std::string> StateWords(const StateSelection& states) {
  std::vector<std::string> words;
  for (const std::string& word : FilterStateWords()) {
    const auto& asked = states.node_states();
    if (std::find(asked.begin(), asked.end(), *FilterState(word)) != asked.end()) words.push_back(word);
  }
  return words;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WatchArguments(const ListingOptions& options) {
  if (!options.states.IsForServer()) {
    return absl::InvalidArgumentError("--watch knows the states up, down, other and invalid; leave out the others");
  }
  const bool is_limited =
      options.freshness.source == Requirement::kCurrentSource || options.freshness.max_staleness.has_value();
  if (is_limited) return absl::InvalidArgumentError("--require-current and --max-staleness are not for --watch");
  std::vector<std::string> arguments = {"watch"};
  const v1::Filter& filter = options.request.filter;
  if (!filter.node_ids().empty()) arguments.push_back(absl::StrCat("--node=", absl::StrJoin(filter.node_ids(), ",")));
  AddAll("--name", filter.names(), arguments);
  AddAll("--topic", filter.input_topics(), arguments);
  const std::vector<std::string> states = StateWords(options.states);
  if (!states.empty()) arguments.push_back(absl::StrCat("--state=", absl::StrJoin(states, ",")));
  if (options.request.min_revision.has_value()) {
    arguments.push_back(absl::StrCat("--min-revision=", *options.request.min_revision));
  }
  if (options.output.format != "table") arguments.push_back("--format=ndjson");
  return arguments;
}

ExitCode HandOverToWatch(const ListingOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  absl::StatusOr<std::vector<std::string>> arguments = WatchArguments(options);
  if (!arguments.ok()) {
    PrintError(std::string(arguments.status().message()), context);
    return kExitUsage;
  }
  CLI::App program("", "rollcall");
  const Command watch = AddWatchCommand(program, connection);
  std::reverse(arguments->begin(), arguments->end());  // CLI11 takes them from the back
  program.parse(*std::move(arguments));                // all of these values were parsed before
  CHECK(watch.app->parsed());
  return watch.run(context);
}

}  // namespace rollcall::cli
