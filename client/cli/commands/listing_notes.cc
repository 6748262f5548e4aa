// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/listing_notes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/absent_nodes.h"
#include "display/text.h"
#include "rollcall/client/error.h"

namespace rollcall::cli {

StrayRecords StrayRecordsFor(const ListingOptions& options) {
  const std::vector<v1::NodeStatus::State>& states = options.states.node_states();
  const bool asks_for_invalid = std::find(states.begin(), states.end(), v1::NodeStatus::STATE_INVALID) != states.end();
  const bool asks_for_all = SelectsByIdAlone(options) || asks_for_invalid;
  return asks_for_all && options.request.filter.node_ids().empty() ? StrayRecords::kConcern
                                                                   : StrayRecords::kDoNotConcern;
}

NodesNotShown FindHiddenNodes(client::Client& client, const ListingOptions& options,
                              const v1::ListNodesResponse& listing) {
  // By what the server does not know, only nodes whose status is known can be selected.
  if (!options.states.IsForServer() && options.states.node_states().empty()) return {};
  v1::Filter filter = options.request.filter;
  for (const v1::NodeStatus::State state : options.states.node_states()) filter.add_states(state);
  absl::StatusOr<v1::ListNodesResponse> hidden = ListHiddenNodes(client, filter, listing);
  if (hidden.ok()) return {.listing = *std::move(hidden), .why_not_known = ""};
  return {.listing = {},
          .why_not_known =
              absl::StrCat("cannot tell whether other nodes are not up: ", Sanitize(client::Summary(hidden.status())))};
}

void Append(std::vector<std::string> from, std::vector<std::string>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace rollcall::cli
