// SPDX-License-Identifier: Apache-2.0
// Nodes that a listing does not show: because there is no such node, or because a condition hides it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "rollcall/client/client.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Which of the filter's node_ids do not exist. `listing` is the answer for `filter`. If another condition may have
// hidden some of them, asks once more, at the listing's revision or a later one. Errors: those of Client::ListNodes.
absl::StatusOr<std::set<int32_t>> FindAbsentNodes(client::Client& client, const v1::Filter& filter,
                                                  const v1::ListNodesResponse& listing);

// A sentence that names them. `absent` must not be empty.
std::string AbsentNodesText(const std::set<int32_t>& absent, const v1::Header& header);

// Conditions on rows hide the nodes without a matching row. But nobody knows what a node that is not up would run.
// Returns such nodes, which `listing`, the answer for `filter`, does not show. Asks at the listing's revision or a
// later one, and only if there can be some. Errors: those of Client::ListNodes.
absl::StatusOr<v1::ListNodesResponse> ListHiddenNodes(client::Client& client, const v1::Filter& filter,
                                                      const v1::ListNodesResponse& listing);

}  // namespace rollcall::cli
