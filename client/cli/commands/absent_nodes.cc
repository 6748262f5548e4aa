// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/absent_nodes.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "client/cli/commands/row_conditions.h"
#include "client/cli/render/node_ranges.h"

namespace rollcall::cli {
namespace {

std::set<int32_t> IdsOf(const v1::ListNodesResponse& listing) {
  std::set<int32_t> ids;
  for (const v1::NodeStatus& node : listing.nodes()) ids.insert(node.node_id());
  return ids;
}

void RemoveIds(const v1::ListNodesResponse& listing, std::set<int32_t>& ids) {
  for (const v1::NodeStatus& node : listing.nodes()) ids.erase(node.node_id());
}

v1::ListNodesRequest RequestAfter(const v1::ListNodesResponse& listing, const v1::Filter& filter) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = filter;
  request.set_min_revision(listing.header().revision());
  return request;
}

}  // namespace

absl::StatusOr<std::set<int32_t>> FindAbsentNodes(client::Client& client, const v1::Filter& filter,
                                                  const v1::ListNodesResponse& listing) {
  std::set<int32_t> missing(filter.node_ids().begin(), filter.node_ids().end());
  RemoveIds(listing, missing);
  v1::Filter by_id;
  by_id.mutable_node_ids()->Add(missing.begin(), missing.end());
  const bool hides_nodes = !filter.states().empty() || HasRowConditions(filter);
  if (missing.empty() || !hides_nodes) return missing;
  const absl::StatusOr<v1::ListNodesResponse> existing = client.ListNodes(RequestAfter(listing, by_id));
  if (!existing.ok()) return existing.status();
  RemoveIds(*existing, missing);
  return missing;
}

std::string AbsentNodesText(const std::set<int32_t>& absent, const v1::Header& header) {
  CHECK(!absent.empty());
  const bool is_one = absent.size() == 1;
  return absl::StrCat(NodesText({absent.begin(), absent.end()}), is_one ? " does" : " do",
                      " not exist: the topic has no record of ", is_one ? "it" : "them", " at revision ",
                      header.revision());
}

absl::StatusOr<v1::ListNodesResponse> ListHiddenNodes(client::Client& client, const v1::Filter& filter,
                                                      const v1::ListNodesResponse& listing) {
  const std::optional<v1::Filter> not_up = FilterForNodesNotUp(filter);
  if (!HasRowConditions(filter) || !not_up.has_value()) return v1::ListNodesResponse();
  absl::StatusOr<v1::ListNodesResponse> hidden = client.ListNodes(RequestAfter(listing, *not_up));
  if (!hidden.ok()) return hidden;
  const std::set<int32_t> shown = IdsOf(listing);
  auto& nodes = *hidden->mutable_nodes();
  nodes.erase(std::remove_if(nodes.begin(), nodes.end(),
                             [&shown](const v1::NodeStatus& node) { return shown.contains(node.node_id()); }),
              nodes.end());
  return hidden;
}

}  // namespace rollcall::cli
