// SPDX-License-Identifier: Apache-2.0
// `rollcall describe node N` and `rollcall describe coprocessor NAME`: everything about one of them.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/fetch.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/render/node_ranges.h"
#include "client/cli/views/coprocessor_description.h"
#include "client/cli/views/near_names.h"
#include "client/cli/views/node_description.h"
#include "display/notes.h"
#include "display/variants.h"

namespace rollcall::cli {
namespace {

struct DescribeOptions {
  int32_t node_id = 0;
  std::string name;
  std::string format = "text";
  std::optional<int64_t> min_revision;
};

std::vector<int32_t> NodeIds(const v1::ListNodesResponse& listing) {
  std::vector<int32_t> ids;
  for (const v1::NodeStatus& node : listing.nodes()) ids.push_back(node.node_id());
  return ids;
}

// "; did you mean 'a', 'b'?", or nothing.
std::string Suggestion(const std::string& wanted, const std::vector<std::string>& names) {
  const std::vector<std::string> near = NearNames(wanted, names);
  return near.empty() ? "" : absl::StrCat("; did you mean '", absl::StrJoin(near, "', '"), "'?");
}

// What is not there is an answer, "no", and may be due to a server that lags.
ExitCode ReportMissing(const std::string& sentence, const v1::Header& header, CommandContext& context) {
  PrintError(sentence, context);
  if (const std::string source = SourceNote(header); !source.empty()) PrintError(source, context);
  return kExitNo;
}

ExitCode ReportMissingNode(int32_t node_id, const v1::ListNodesResponse& all, CommandContext& context) {
  const std::vector<int32_t> ids = NodeIds(all);
  std::vector<std::string> names;
  for (const int32_t id : ids) names.push_back(absl::StrCat(id));
  const std::string there_are =
      ids.empty() ? "; no node has published a status yet" : absl::StrCat("; there are ", NodeRanges(ids));
  return ReportMissing(absl::StrCat("there is no node ", node_id, there_are, Suggestion(absl::StrCat(node_id), names)),
                       all.header(), context);
}

ExitCode ReportMissingCoprocessor(const std::string& name, const v1::ListNodesResponse& all, CommandContext& context) {
  return ReportMissing(absl::StrCat("no node has a coprocessor '", name, "'", Suggestion(name, CoprocessorNames(all))),
                       all.header(), context);
}

std::vector<std::string> SourceNotes(const v1::Header& header) {
  const std::string note = SourceNote(header);
  return note.empty() ? std::vector<std::string>() : std::vector<std::string>{note};
}

ExitCode DescribeNode(const DescribeOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  auto requests = NodeRequests::Create(connection, context);
  if (!requests.ok()) return ReportError(requests.status(), context);
  const auto all = requests->List({}, options.min_revision);
  if (!all.ok()) return ReportError(all.status(), context);
  v1::Filter only_this;
  only_this.add_node_ids(options.node_id);
  const auto one = requests->List(only_this, all->header().revision(), v1::NODE_VIEW_FULL);
  if (!one.ok()) return ReportError(one.status(), context);
  if (one->nodes().empty()) return ReportMissingNode(options.node_id, *all, context);
  const NodeDescription description = {.node = one->nodes(0), .header = one->header(), .all = *all};
  if (options.format == "json") return WriteJson(NodeDescriptionJson(description), context);
  return WriteText(NodeDescriptionText(description), SourceNotes(one->header()), context);
}

ExitCode DescribeCoprocessor(const DescribeOptions& options, const ConnectionOptions& connection,
                             CommandContext& context) {
  auto requests = NodeRequests::Create(connection, context);
  if (!requests.ok()) return ReportError(requests.status(), context);
  const auto all = requests->List({}, options.min_revision);
  if (!all.ok()) return ReportError(all.status(), context);
  if (RowsNamed(*all, options.name).empty()) return ReportMissingCoprocessor(options.name, *all, context);
  if (options.format == "json") return WriteJson(CoprocessorDescriptionJson(options.name, *all), context);
  return WriteText(CoprocessorDescriptionText(options.name, *all), SourceNotes(all->header()), context);
}

void AddDescribeOptions(CLI::App& kind, DescribeOptions& options) {
  AddChoice(kind, "-o,--output,--format", options.format, {"text", "json"}, "Output format");
  AddMinRevision(kind, options.min_revision);
}

CLI::App* AddNodeKind(CLI::App& describe, DescribeOptions& options) {
  CLI::App* kind = describe.add_subcommand(
      "node", "State, lease, record and coprocessors of a node, and how they differ from those of other nodes");
  const auto set_id = [&options](const std::string& text) {
    if (absl::SimpleAtoi(text, &options.node_id)) return;
    throw CLI::ValidationError("ID", absl::StrCat("'", text, "' is not a node id; write a whole number such as 5"));
  };
  kind->add_option_function<std::string>("ID", set_id, "The node's id")->required()->configurable(false);
  AddDescribeOptions(*kind, options);
  return kind;
}

CLI::App* AddCoprocessorKind(CLI::App& describe, DescribeOptions& options) {
  CLI::App* kind = describe.add_subcommand(
      "coprocessor", "On which nodes a coprocessor is, on which it is errored, stale or missing, and how it differs");
  kind->add_option("NAME", options.name, "The coprocessor's name, exactly")->required()->configurable(false);
  AddDescribeOptions(*kind, options);
  return kind;
}

}  // namespace

Command AddDescribeCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("describe", "Show everything about one node or one coprocessor");
  auto options = std::make_shared<DescribeOptions>();
  const CLI::App* node = AddNodeKind(*app, *options);
  const CLI::App* coprocessor = AddCoprocessorKind(*app, *options);
  app->require_subcommand(0, 1);  // without one, the error below says more than that of CLI11
  const auto run = [options, node, coprocessor, &connection](CommandContext& context) {
    if (node->parsed()) return DescribeNode(*options, connection, context);
    if (coprocessor->parsed()) return DescribeCoprocessor(*options, connection, context);
    PrintError("describe what? Write 'describe node ID' or 'describe coprocessor NAME'", context);
    return kExitUsage;
  };
  return {app,
          run,
          {{"rollcall describe node 3", "everything about a node, and how it differs from the others"},
           {"rollcall describe coprocessor billing", "where a coprocessor is, where it is missing, and how it differs"},
           {"rollcall describe node 3 -o json | jq .kcat", "the command that prints the node's record"}}};
}

}  // namespace rollcall::cli
