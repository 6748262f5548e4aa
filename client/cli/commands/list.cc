// SPDX-License-Identifier: Apache-2.0
// `rollcall list`: the coprocessors, one row for each on each node.
#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/listing.h"
#include "client/cli/render/notes.h"
#include "client/cli/render/tables.h"
#include "client/cli/render/text.h"
#include "client/cli/render/text_format.h"
#include "client/lib/error.h"

namespace rollcall::cli {
namespace {

bool HasRowFilter(const v1::Filter& filter) { return !filter.names().empty() || !filter.input_topics().empty(); }

// The states other than up that `filter` lets through.
std::vector<v1::NodeStatus::State> StatesNotUp(const v1::Filter& filter) {
  std::vector<v1::NodeStatus::State> states;
  for (const auto state : {v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER, v1::NodeStatus::STATE_INVALID}) {
    const auto& wanted = filter.states();
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), state) != wanted.end()) states.push_back(state);
  }
  return states;
}

void AddMissing(const v1::ListNodesResponse& from, v1::ListNodesResponse& to) {
  std::set<int32_t> held;
  for (const v1::NodeStatus& node : to.nodes()) held.insert(node.node_id());
  for (const v1::NodeStatus& node : from.nodes()) {
    if (!held.contains(node.node_id())) *to.add_nodes() = node;
  }
  std::sort(to.mutable_nodes()->begin(), to.mutable_nodes()->end(),
            [](const v1::NodeStatus& a, const v1::NodeStatus& b) { return a.node_id() < b.node_id(); });
}

// Filters for names and topics hide the nodes that run nothing that matches, and with them those that are not up, of
// which nobody can say what they would run. They are asked for apart, at the same revision or a later one.
std::vector<std::string> NotesOfHiddenToo(client::Client& client, const v1::Filter& filter,
                                          v1::ListNodesResponse listing) {
  v1::ListNodesRequest request;
  *request.mutable_filter()->mutable_node_ids() = filter.node_ids();
  for (const v1::NodeStatus::State state : StatesNotUp(filter)) request.mutable_filter()->add_states(state);
  if (request.filter().states().empty()) return Notes(listing);
  request.set_min_revision(listing.header().revision());
  const absl::StatusOr<v1::ListNodesResponse> hidden = client.ListNodes(request);
  if (hidden.ok()) AddMissing(*hidden, listing);
  std::vector<std::string> notes = Notes(listing);
  if (!hidden.ok())
    notes.push_back(
        absl::StrCat("whether other nodes are not up is not known: ", Sanitize(client::Summary(hidden.status()))));
  return notes;
}

bool HasRows(const v1::ListNodesResponse& listing) {
  return std::any_of(listing.nodes().begin(), listing.nodes().end(),
                     [](const v1::NodeStatus& node) { return !node.coprocessors().empty(); });
}

bool IsEmpty(const v1::Filter& filter) { return filter.ByteSizeLong() == 0; }

std::string NoRowsNote(const v1::Filter& filter, const v1::ListNodesResponse& listing) {
  if (!IsEmpty(filter)) return "no coprocessor matches";
  if (listing.nodes().empty()) return "no node has published a status yet";
  return absl::StrCat("no coprocessor runs on any of ", Count(listing.nodes_size(), "node"));
}

ListingText MakeListText(const ListingOptions& options, client::Client& client, const v1::ListNodesResponse& listing) {
  const v1::Filter& filter = options.request.filter;
  ListingText text;
  text.table = CoprocessorTable(listing, options.format == "wide" ? TableWidth::kWide : TableWidth::kNormal);
  text.notes = HasRowFilter(filter) ? NotesOfHiddenToo(client, filter, listing) : Notes(listing);
  if (!HasRows(listing)) text.notes.insert(text.notes.begin(), NoRowsNote(filter, listing));
  return text;
}

}  // namespace

Command AddListCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("list", "List coprocessors, one row for each on each node");
  auto options = std::make_shared<ListingOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "--format", options->format, {"table", "wide", "json", "ndjson", "raw"}, "How to write it");
  return {app, [options, &connection](CommandContext& context) {
            const auto make_text = [&options](client::Client& client, const v1::ListNodesResponse& listing) {
              return MakeListText(*options, client, listing);
            };
            return RunListing(*options, connection, make_text, context);
          }};
}

}  // namespace rollcall::cli
