// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/drift/majority.h"
#include "display/notes.h"
#include "display/text.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// Only what such a node says can be believed.
bool IsComparable(const v1::NodeStatus& node, const v1::Header& header) {
  return node.state() == v1::NodeStatus::STATE_UP && !client::IsStale(node, header);
}

RunningNodes ComparableNodes(const v1::ListNodesResponse& listing) {
  RunningNodes nodes;
  for (const v1::NodeStatus& node : listing.nodes()) {
    if (IsComparable(node, listing.header())) nodes.emplace(node.node_id(), RowsOf(node));
  }
  return nodes;
}

const v1::NodeStatus* FindNode(const v1::ListNodesResponse& listing, int32_t node_id) {
  for (const v1::NodeStatus& node : listing.nodes()) {
    if (node.node_id() == node_id) return &node;
  }
  return nullptr;
}

DriftReport EmptyReport(const v1::ListNodesResponse& listing, std::string reference) {
  DriftReport report = {.header = listing.header(), .reference = std::move(reference)};
  for (const v1::NodeStatus& node : listing.nodes()) {
    if (IsComparable(node, listing.header())) continue;
    report.not_compared.push_back({node.node_id(), NodeNote(node, listing.header())});
  }
  return report;
}

absl::Status NothingUp(const v1::ListNodesResponse& listing) {
  return absl::FailedPreconditionError(
      listing.nodes().empty() ? "no node has published a status, so that there is nothing to compare"
                              : "no node is up and not stale, so that there is nothing to compare; see rollcall nodes");
}

absl::Status NodeUnusable(const v1::ListNodesResponse& listing, int32_t node_id) {
  const v1::NodeStatus* node = FindNode(listing, node_id);
  const std::string why =
      node == nullptr ? absl::StrCat("node ", node_id, " has no status (a file of this name is ./", node_id, ")")
                      : NodeNote(*node, listing.header());
  return absl::FailedPreconditionError(absl::StrCat(why, "; name another reference with --against"));
}

void WarnAboutSource(const v1::Header& now, const v1::Header& older, DriftReport& report) {
  if (older.cluster_id() != now.cluster_id() || older.topic() != now.topic()) {
    report.warnings.push_back(absl::StrCat(report.reference, " is from topic ", Sanitize(older.topic()), " of cluster ",
                                           Sanitize(older.cluster_id()), ", and this is topic ", Sanitize(now.topic()),
                                           " of cluster ", Sanitize(now.cluster_id())));
  }
  if (older.source_state() != v1::SOURCE_STATE_CURRENT) {
    report.warnings.push_back(absl::StrCat(report.reference, " was saved from a server that was not current"));
  }
}

// What runs on nodes, and what is expected there. Both have the same nodes.
struct NodePairs {
  RunningNodes found;
  std::map<int32_t, ExpectedRows> expected;
};

// A node is left out, and named in the report, if it cannot be compared at one of the two times.
NodePairs PairsOf(const v1::ListNodesResponse& listing, const v1::ListNodesResponse& older, DriftReport& report) {
  NodePairs pairs = {.found = ComparableNodes(listing), .expected = {}};
  for (const auto& [id, rows] : pairs.found) pairs.expected.try_emplace(id);  // a new node is expected to run nothing
  std::set<int32_t> listed;
  for (const v1::NodeStatus& node : listing.nodes()) listed.insert(node.node_id());
  for (const v1::NodeStatus& node : older.nodes()) {
    const int32_t id = node.node_id();
    if (!IsComparable(node, older.header())) {
      if (pairs.found.erase(id) == 0) continue;
      pairs.expected.erase(id);
      report.not_compared.push_back({id, absl::StrCat("in ", report.reference, ", ", NodeNote(node, older.header()))});
    } else if (pairs.found.contains(id) || !listed.contains(id)) {
      pairs.found.try_emplace(id);  // a node that is gone runs nothing
      pairs.expected[id] = Exactly(RowsOf(node));
    }
  }
  std::sort(report.not_compared.begin(), report.not_compared.end(),
            [](const NotCompared& a, const NotCompared& b) { return a.node_id < b.node_id; });
  return pairs;
}

void SetDifferences(const RunningNodes& nodes, const ExpectedRows& expected, DriftReport& report) {
  report.compared = nodes.size();
  report.differences = Compare(nodes, [&expected](int32_t) -> const ExpectedRows& { return expected; });
}

}  // namespace

absl::StatusOr<DriftReport> DriftFromMajority(const v1::ListNodesResponse& listing) {
  const RunningNodes nodes = ComparableNodes(listing);
  if (nodes.empty()) return NothingUp(listing);
  DriftReport report = EmptyReport(listing, "the majority");
  SetDifferences(nodes, MajorityOf(nodes), report);
  return report;
}

absl::StatusOr<DriftReport> DriftFromNode(const v1::ListNodesResponse& listing, int32_t node_id) {
  const RunningNodes nodes = ComparableNodes(listing);
  if (nodes.empty()) return NothingUp(listing);
  const auto reference = nodes.find(node_id);
  if (reference == nodes.end()) return NodeUnusable(listing, node_id);
  DriftReport report = EmptyReport(listing, absl::StrCat("node ", node_id));
  SetDifferences(nodes, Exactly(reference->second), report);
  return report;
}

absl::StatusOr<DriftReport> DriftFromListing(const v1::ListNodesResponse& listing, const v1::ListNodesResponse& older,
                                             const std::string& name) {
  if (ComparableNodes(listing).empty()) return NothingUp(listing);
  DriftReport report = EmptyReport(listing, Sanitize(name));
  WarnAboutSource(listing.header(), older.header(), report);
  const NodePairs pairs = PairsOf(listing, older, report);
  if (pairs.found.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no node is up now that was up in ", name, " too; name another reference with --against"));
  }
  report.compared = pairs.found.size();
  report.differences =
      Compare(pairs.found, [&pairs](int32_t id) -> const ExpectedRows& { return pairs.expected.at(id); });
  return report;
}

}  // namespace rollcall::cli
