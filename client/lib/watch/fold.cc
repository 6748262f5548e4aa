// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/fold.h"

#include <utility>

#include "client/lib/node.h"

namespace rollcall::client {

AppliedMessage Fold::Apply(const v1::WatchStatusResponse& message) {
  AppliedMessage applied;
  if (message.has_snapshot_started()) {
    held_ = {};
    applied.snapshot = message.snapshot_started().reason();
  }
  for (const v1::NodeStatus& node : message.updated()) applied.updated.push_back(Put(node));
  for (const v1::RemovedNode& removed : message.removed()) {
    if (Erase(removed.node_id())) applied.removed.push_back(removed);
  }
  if (message.has_checkpoint()) {
    header_ = message.checkpoint().header();
    applied.digest =
        header_.digest() == held_.digest ? AppliedMessage::Digest::kMatches : AppliedMessage::Digest::kDiffers;
  }
  complete_ = applied.digest == AppliedMessage::Digest::kMatches;
  return applied;
}

AppliedMessage::Updated Fold::Put(const v1::NodeStatus& node) {
  const auto [at, is_new] = held_.nodes.try_emplace(node.node_id());
  held_.digest += node.fingerprint() - at->second.fingerprint();  // wraps, as the digest is defined
  v1::NodeStatus before = std::exchange(at->second, node);
  const auto change = is_new                      ? AppliedMessage::Change::kNew
                      : SameContent(before, node) ? AppliedMessage::Change::kRepublished
                                                  : AppliedMessage::Change::kChanged;
  return {.node_id = node.node_id(), .change = change, .before = std::move(before)};
}

bool Fold::Erase(int32_t node_id) {
  const auto at = held_.nodes.find(node_id);
  if (at == held_.nodes.end()) return false;
  held_.digest -= at->second.fingerprint();
  held_.nodes.erase(at);
  return true;
}

}  // namespace rollcall::client
