// SPDX-License-Identifier: Apache-2.0
// `rollcall list`: the coprocessors, one row for each on each node.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/commands/row_conditions.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/tables.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/error.h"

namespace rollcall::cli {
namespace {

void AddMissingNodes(const v1::ListNodesResponse& from, v1::ListNodesResponse& to) {
  std::set<int32_t> held;
  for (const v1::NodeStatus& node : to.nodes()) held.insert(node.node_id());
  for (const v1::NodeStatus& node : from.nodes()) {
    if (!held.contains(node.node_id())) *to.add_nodes() = node;
  }
  std::sort(to.mutable_nodes()->begin(), to.mutable_nodes()->end(),
            [](const v1::NodeStatus& a, const v1::NodeStatus& b) { return a.node_id() < b.node_id(); });
}

// Conditions on rows hide the nodes without a matching row. But nobody knows what a node that is not up would run, so
// such nodes are listed in a second request, at the same revision or a later one, and get their notes too.
std::vector<std::string> NotesWithHiddenNodes(client::Client& client, const v1::Filter& filter,
                                              v1::ListNodesResponse listing) {
  const std::optional<v1::Filter> not_up = FilterForNodesNotUp(filter);
  if (!not_up.has_value()) return Notes(listing);
  v1::ListNodesRequest request;
  *request.mutable_filter() = *not_up;
  request.set_min_revision(listing.header().revision());
  const absl::StatusOr<v1::ListNodesResponse> hidden = client.ListNodes(request);
  if (hidden.ok()) AddMissingNodes(*hidden, listing);
  std::vector<std::string> notes = Notes(listing);
  if (!hidden.ok()) {
    notes.push_back(
        absl::StrCat("cannot tell whether other nodes are not up: ", Sanitize(client::Summary(hidden.status()))));
  }
  return notes;
}

bool HasRows(const v1::ListNodesResponse& listing) {
  return std::any_of(listing.nodes().begin(), listing.nodes().end(),
                     [](const v1::NodeStatus& node) { return !node.coprocessors().empty(); });
}

bool IsEmpty(const v1::Filter& filter) { return filter.ByteSizeLong() == 0; }

std::string NoRowsNote(const v1::Filter& filter, const v1::ListNodesResponse& listing) {
  if (!IsEmpty(filter)) return "no coprocessor matches the filter";
  if (listing.nodes().empty()) return "no node has published a status yet";
  return absl::StrCat(Count(listing.nodes_size(), "node"), " listed, no coprocessors running");
}

ListingText MakeListText(const ListingOptions& options, client::Client& client, const v1::ListNodesResponse& listing) {
  const v1::Filter& filter = options.request.filter;
  ListingText text;
  text.table = CoprocessorTable(listing, options.format == "wide" ? TableWidth::kWide : TableWidth::kNormal);
  text.notes = HasRowConditions(filter) ? NotesWithHiddenNodes(client, filter, listing) : Notes(listing);
  if (!HasRows(listing)) text.notes.insert(text.notes.begin(), NoRowsNote(filter, listing));
  return text;
}

std::vector<Example> ListExamples() {
  return {
      {"rollcall list", "what runs where"},
      {"rollcall list --name 'billing-*' --node 1,2", "some coprocessors on some nodes"},
      {"rollcall list --topic orders", "who reads a topic"},
      {"rollcall list --min-revision 1042", "a state that includes the record that was acknowledged at offset 1042"}};
}

}  // namespace

Command AddListCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("list", "List coprocessors, one row for each coprocessor on each node");
  auto options = std::make_shared<ListingOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "--format", options->format, {"table", "wide", "json", "ndjson", "raw"}, "Output format");
  return {app,
          [options, &connection](CommandContext& context) {
            const auto make_text = [&options](client::Client& client, const v1::ListNodesResponse& listing) {
              return MakeListText(*options, client, listing);
            };
            return RunListing(*options, connection, make_text, context);
          },
          ListExamples()};
}

}  // namespace rollcall::cli
