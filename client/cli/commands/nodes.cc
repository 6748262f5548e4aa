// SPDX-License-Identifier: Apache-2.0
// `rollcall nodes`: one row for each node.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/commands/listing_notes.h"
#include "client/cli/render/json.h"
#include "client/cli/render/tables.h"
#include "display/notes.h"

namespace rollcall::cli {
namespace {

// Why the table is empty. An asked-for node that does not exist is an error, and needs no note.
std::string NoNodesNote(const ListingOptions& options, const v1::ListNodesResponse& listing) {
  if (!listing.nodes().empty()) return "";
  if (!SelectsByIdAlone(options)) return "no node matches the filter";
  return options.request.filter.node_ids().empty() ? "no node has published a status yet" : "";
}

std::string CountNote(const ListingOptions& options, const v1::ListNodesResponse& listing) {
  const v1::Filter& filter = options.request.filter;
  const bool trims_rows =
      !filter.names().empty() || !filter.input_topics().empty() || !options.states.row_states().empty();
  if (listing.nodes().empty() || !trims_rows) return "";
  return "COPROCESSORS counts only the coprocessors that match the filter";
}

// Nodes that are hidden because they run nothing that is known, though they may have run what was asked for.
std::vector<std::string> HiddenNotes(const NodesNotShown& hidden, const v1::Header& header) {
  std::vector<std::string> notes;
  for (const v1::NodeStatus& node : hidden.listing.nodes()) {
    notes.push_back(absl::StrCat(NodeNote(node, header), "; what it would run is not known"));
  }
  if (!hidden.why_not_known.empty()) notes.push_back(hidden.why_not_known);
  return notes;
}

std::vector<std::string> MakeNodesNotes(const ListingOptions& options, client::Client& client,
                                        const v1::ListNodesResponse& listing) {
  std::vector<std::string> notes = {NoNodesNote(options, listing), CountNote(options, listing)};
  Append(HiddenNotes(FindHiddenNodes(client, options, listing), listing.header()), notes);
  notes.push_back(SourceNote(listing.header()));
  if (StrayRecordsFor(options) == StrayRecords::kConcern) notes.push_back(ProblemNote(listing));
  std::erase(notes, "");
  return notes;
}

}  // namespace

Command AddNodesCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "nodes", "List nodes, one row for each: state, number of coprocessors, age of the latest record");
  auto options = std::make_shared<ListingOptions>();
  AddListingOptions(*app, *options);
  return {
      app,
      [options, &connection](CommandContext& context) {
        const auto make_notes = [&options](client::Client& client, const v1::ListNodesResponse& listing) {
          return MakeNodesNotes(*options, client, listing);
        };
        const ListingKind kind = {.make_table = NodeTable,
                                  .columns = NodeColumns(),
                                  .wide_columns = WideNodeColumns(),
                                  .name_column = "node",
                                  .make_objects = NodeObjects,
                                  .make_notes = make_notes};
        return RunListing(*options, connection, kind, context);
      },
      {{"rollcall nodes", "the state of each node, and how old its status is"},
       {"rollcall nodes --state down,invalid,stale", "the nodes that need somebody"},
       {"rollcall nodes --sort=-published -o wide", "those that were silent longest at the end, with their leases"}}};
}

}  // namespace rollcall::cli
