// SPDX-License-Identifier: Apache-2.0
// Which notes concern the question that the options ask.
#pragma once

#include <string>
#include <vector>

#include "client/cli/commands/listing.h"
#include "display/notes.h"
#include "rollcall/client/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Records that belong to no node concern only a question about all nodes, or about invalid ones.
StrayRecords StrayRecordsFor(const ListingOptions& options);

// The nodes that may match, but about which nobody can tell (ListHiddenNodes).
struct NodesNotShown {
  v1::ListNodesResponse listing;
  std::string why_not_known;  // a note, if the server did not say which nodes these are
};
NodesNotShown FindHiddenNodes(client::Client& client, const ListingOptions& options,
                              const v1::ListNodesResponse& listing);

void Append(std::vector<std::string> from, std::vector<std::string>& to);

}  // namespace rollcall::cli
