// SPDX-License-Identifier: Apache-2.0
// `rollcall list`: the coprocessors, one row for each on each node, or one for each name.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/commands/listing_notes.h"
#include "client/cli/commands/report.h"
#include "client/cli/render/json.h"
#include "client/cli/render/tables.h"
#include "display/notes.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

struct ListOptions {
  ListingOptions listing;
  std::string by = "row";
};

void AddNodes(const v1::ListNodesResponse& from, v1::ListNodesResponse& to) {
  for (const v1::NodeStatus& node : from.nodes()) *to.add_nodes() = node;
  std::sort(to.mutable_nodes()->begin(), to.mutable_nodes()->end(),
            [](const v1::NodeStatus& a, const v1::NodeStatus& b) { return a.node_id() < b.node_id(); });
}

bool HasRows(const v1::ListNodesResponse& listing) {
  return std::any_of(listing.nodes().begin(), listing.nodes().end(),
                     [](const v1::NodeStatus& node) { return !node.coprocessors().empty(); });
}

// Why the table is empty. What is to be said of each node, other notes say.
std::string NoRowsNote(const ListingOptions& options, const v1::ListNodesResponse& listing) {
  if (HasRows(listing)) return "";
  if (!SelectsByIdAlone(options)) return "no coprocessor matches the filter";
  if (!options.request.filter.node_ids().empty()) return "";
  if (listing.nodes().empty()) return "no node has published a status yet";
  return absl::StrCat(Count(listing.nodes_size(), "node"), " listed, no coprocessors running");
}

std::vector<std::string> MakeListNotes(const ListingOptions& options, client::Client& client,
                                       v1::ListNodesResponse listing) {
  std::vector<std::string> notes;
  if (std::string note = NoRowsNote(options, listing); !note.empty()) notes.push_back(std::move(note));
  if (SelectsByIdAlone(options) && !options.request.filter.node_ids().empty()) Append(IdleNotes(listing), notes);
  const NodesNotShown hidden = FindHiddenNodes(client, options, listing);
  AddNodes(hidden.listing, listing);
  Append(Notes(listing, StrayRecordsFor(options)), notes);
  if (!hidden.why_not_known.empty()) notes.push_back(hidden.why_not_known);
  return notes;
}

ListingKind MakeKind(const std::string& by, const ListingOptions& options) {
  ListingKind kind = {.make_table = CoprocessorTable,
                      .columns = CoprocessorColumns(),
                      .wide_columns = WideCoprocessorColumns(),
                      .name_column = "name",
                      .make_objects = RowObjects,
                      .make_notes = [&options](client::Client& client, const v1::ListNodesResponse& listing) {
                        return MakeListNotes(options, client, listing);
                      }};
  if (by == "name") {
    kind.make_table = NameTable;
    kind.columns = NameColumns();
    kind.wide_columns = NameColumns();
    kind.make_objects = nullptr;
  }
  return kind;
}

// INVALID_ARGUMENT if a format does not show one line for each name.
absl::Status CheckBy(const ListOptions& options) {
  const OutputOptions& output = options.listing.output;
  const bool is_possible = !IsJson(output) && output.custom.empty() && output.follow == Follow::kOnce;
  if (options.by == "row" || is_possible) return absl::OkStatus();
  return absl::InvalidArgumentError("--by name is for the formats table, wide and name, and not for --watch");
}

ExitCode RunList(const ListOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  if (const absl::Status usable = CheckBy(options); !usable.ok()) {
    PrintError(std::string(usable.message()), context);
    return kExitUsage;
  }
  return RunListing(options.listing, connection, MakeKind(options.by, options.listing), context);
}

std::vector<Example> ListExamples() {
  return {
      {"rollcall list", "what runs where"},
      {"rollcall list --name 'billing-*' --node 1,2", "some coprocessors on some nodes"},
      {"rollcall list --topic orders", "who reads a topic"},
      {"rollcall list --by name", "one line for each coprocessor, with its nodes, and where they differ"},
      {"rollcall list --state errored --exit-code -q", "the names of those that failed; exit code 1 if there is none"},
      {"rollcall list --min-revision 1042", "a state that includes the record that was acknowledged at offset 1042"}};
}

}  // namespace

Command AddListCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("list", "List coprocessors, one row for each coprocessor on each node");
  auto options = std::make_shared<ListOptions>();
  AddListingOptions(*app, options->listing);
  AddChoice(*app, "--by", options->by, {"row", "name"}, "One line for each row, or for each name with its nodes");
  return {app, [options, &connection](CommandContext& context) { return RunList(*options, connection, context); },
          ListExamples()};
}

}  // namespace rollcall::cli
