// SPDX-License-Identifier: Apache-2.0
// `rollcall matrix`: coprocessors by nodes, a mark for each pair.
#include "display/matrix.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/commands/command.h"
#include "client/cli/commands/fetch.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/row_conditions.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/views/matrix_json.h"
#include "client/cli/views/matrix_table.h"
#include "display/notes.h"

namespace rollcall::cli {
namespace {

struct MatrixOptions {
  RequestOptions request;
  std::string format = "table";
  std::string group = "auto";
  bool ignores_description = false;
  bool uses_ascii = false;
};

// nullopt: all of them.
struct Shown {
  std::optional<std::set<int32_t>> nodes;
  std::optional<std::set<std::string>> names;
};

bool IsEmpty(const v1::Filter& filter) { return filter.ByteSizeLong() == 0; }

// A server that filters by rows leaves out the nodes without one, and a matrix is to show what they lack. So it is
// asked for all nodes, and then which nodes and which names the filter selects.
absl::StatusOr<Shown> FetchShown(NodeRequests& requests, const v1::Filter& filter, int64_t min_revision) {
  Shown shown;
  const v1::Filter of_nodes = WithoutRowConditions(filter);
  if (!IsEmpty(of_nodes)) {
    const auto nodes = requests.List(of_nodes, min_revision);
    if (!nodes.ok()) return nodes.status();
    shown.nodes.emplace();
    for (const v1::NodeStatus& node : nodes->nodes()) shown.nodes->insert(node.node_id());
  }
  if (HasRowConditions(filter)) {
    const auto rows = requests.List(filter, min_revision);
    if (!rows.ok()) return rows.status();
    const std::vector<std::string> names = CoprocessorNames(*rows);
    shown.names.emplace(names.begin(), names.end());
  }
  return shown;
}

Grouping GroupingOf(const std::string& text) {
  if (text == "always") return Grouping::kAlways;
  return text == "never" ? Grouping::kNever : Grouping::kIfNeeded;
}

MatrixStyle StyleOf(const MatrixOptions& options, const CommandContext& context) {
  MatrixStyle style = {.charset = options.uses_ascii ? Charset::kAscii : context.charset,
                       .grouping = GroupingOf(options.group)};
  if (context.out_is_terminal) {
    style.width = context.terminal_size().width;
    style.color = context.color;
  }
  return style;
}

std::vector<std::string> NotesOf(const Matrix& matrix, const v1::ListNodesResponse& all, const Shown& shown,
                                 Charset charset) {
  std::vector<std::string> notes;
  if (matrix.nodes.empty()) notes.emplace_back("no nodes to show");
  if (!matrix.nodes.empty() && matrix.rows.empty()) notes.emplace_back("no coprocessors to show");
  notes.push_back(MatrixLegend(matrix, charset));
  for (const v1::NodeStatus& node : all.nodes()) {
    if (!shown.nodes.has_value() || shown.nodes->contains(node.node_id())) {
      notes.push_back(NodeNote(node, all.header()));
    }
  }
  notes.push_back(SourceNote(all.header()));
  std::erase(notes, "");
  return notes;
}

ExitCode WriteMatrix(const MatrixOptions& options, const v1::ListNodesResponse& all, const Shown& shown,
                     CommandContext& context) {
  const auto shows_node = [&](int32_t id) { return !shown.nodes.has_value() || shown.nodes->contains(id); };
  const auto shows_name = [&](const std::string& name) {
    return !shown.names.has_value() || shown.names->contains(name);
  };
  const auto compare = options.ignores_description ? CompareFields::kTopics : CompareFields::kTopicsAndDescription;
  const Matrix matrix = MakeMatrix(all, {shows_node, shows_name}, compare);
  if (options.format == "json") return WriteJson(MatrixJson(matrix, all.header()), context);
  if (options.format == "ndjson") return WriteJson(MatrixNdjson(matrix, all.header()), context);
  const MatrixStyle style = StyleOf(options, context);
  return WriteText(MatrixTable(matrix, style), NotesOf(matrix, all, shown, style.charset), context);
}

ExitCode RunMatrix(const MatrixOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  auto requests = NodeRequests::Create(connection, context);
  if (!requests.ok()) return ReportError(requests.status(), context);
  const auto all = requests->List({}, options.request.min_revision);
  if (!all.ok()) return ReportError(all.status(), context);
  const auto shown = FetchShown(*requests, options.request.filter, all->header().revision());
  if (!shown.ok()) return ReportError(shown.status(), context);
  return WriteMatrix(options, *all, *shown, context);
}

}  // namespace

Command AddMatrixCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "matrix", "Show coprocessors by nodes: who runs what, who differs from the others, who is stale");
  auto options = std::make_shared<MatrixOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "-o,--output,--format", options->format, {"table", "json", "ndjson"}, "Output format");
  AddChoice(*app, "--group", options->group, {"auto", "always", "never"},
            "Whether nodes that look the same share a column; auto: if the terminal is too narrow for one each");
  app->add_flag("--ignore-description", options->ignores_description,
                "Compare only input topics, for publishers whose descriptions are never the same on two nodes")
      ->configurable(false);
  app->add_flag("--ascii", options->uses_ascii, "Use marks of ASCII, as with a locale that is not UTF-8")
      ->configurable(false);
  return {app,
          [options, &connection](CommandContext& context) { return RunMatrix(*options, connection, context); },
          {{"rollcall matrix", "who runs what, who differs, who is stale"},
           {"rollcall matrix --name 'billing-*' --node 1-20", "some coprocessors on some nodes"},
           {"rollcall matrix --group always", "nodes that look the same in one column"},
           {"rollcall matrix -o ndjson | jq -c .", "one coprocessor a line, for a program"}}};
}

}  // namespace rollcall::cli
