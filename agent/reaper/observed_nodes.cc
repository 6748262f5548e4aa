// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/observed_nodes.h"

#include <optional>
#include <utility>

#include "agent/publisher/instance.h"
#include "rollcall/client/node.h"

namespace rollcall::agent {
namespace {

bool IsReaped(const v1::NodeStatus& node) {
  const std::optional<Instance> instance = ParseInstance(node.publisher_instance());
  return node.state() == v1::NodeStatus::STATE_DOWN && instance.has_value() && instance->kind == kReaperKind;
}

}  // namespace

bool IsLeased(const v1::NodeStatus& node) {
  const bool is_living = node.state() == v1::NodeStatus::STATE_UP || node.state() == v1::NodeStatus::STATE_OTHER;
  return is_living && node.has_lease();
}

std::vector<ReapedNode> ObservedNodes::OnView(const std::map<int32_t, v1::NodeStatus>& nodes, const v1::Header& header,
                                              const Moment& now) {
  std::vector<ReapedNode> reaped;
  const std::map<int32_t, ObservedNode> before = std::exchange(leased_, {});
  for (const auto& [node_id, node] : nodes) {
    const auto known = before.find(node_id);
    if (known != before.end() && IsReaped(node)) {
      reaped.push_back({.node_id = node_id, .lease = known->second.lease});
    }
    if (!IsLeased(node)) continue;
    const RecordId record = RecordIdOf(node);
    const bool is_unchanged = known != before.end() && known->second.record == record;
    leased_.emplace_hint(leased_.end(), node_id,
                         ObservedNode{.record = record,
                                      .lease = client::ToDuration(node.lease()),
                                      .first_seen = is_unchanged ? known->second.first_seen : now,
                                      .is_stale = client::IsStale(node, header)});
  }
  return reaped;
}

}  // namespace rollcall::agent
