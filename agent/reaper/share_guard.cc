// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/share_guard.h"

#include <utility>

namespace rollcall::agent {

void ShareGuard::OnReaped(const ReapedNode& node, const Moment& now) {
  const auto [known, is_new] = reaped_.try_emplace(node.node_id, Reaped{.lease = node.lease, .time = now});
  if (!is_new && AtLeast(known->second.time, now) > known->second.lease) known->second = {node.lease, now};
}

Share ShareGuard::Judge(const std::map<int32_t, ObservedNode>& leased, std::set<int32_t> going, const Moment& now) {
  std::erase_if(reaped_, [&](const auto& entry) { return AtLeast(entry.second.time, now) > entry.second.lease; });
  Share share{.going = 0, .leased = leased.size(), .is_exceeded = false};
  for (const auto& [node_id, reaped] : reaped_) {
    going.insert(node_id);
    if (!leased.contains(node_id)) ++share.leased;
  }
  share.going = going.size();
  share.is_exceeded = static_cast<double>(share.going) > max_share_ * static_cast<double>(share.leased);
  return share;
}

}  // namespace rollcall::agent
