// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/fold.h"

#include <utility>

#include "client/lib/node.h"

namespace rollcall::client {

AppliedMessage Fold::Apply(const v1::WatchStatusResponse& message) {
  AppliedMessage step;
  if (message.has_snapshot_started()) {
    Forget();
    step.snapshot = message.snapshot_started().reason();
  }
  for (const v1::NodeStatus& node : message.updated()) step.updated.push_back(Replace(node));
  for (const v1::RemovedNode& removed : message.removed()) {
    if (Remove(removed.node_id())) step.removed.push_back(removed);
  }
  step.checkpoint = message.has_checkpoint();
  if (step.checkpoint) {
    header_ = message.checkpoint().header();
    step.digest = header_.digest() == digest_ ? AppliedMessage::Digest::kMatches : AppliedMessage::Digest::kDiffers;
  }
  complete_ = step.digest == AppliedMessage::Digest::kMatches;
  return step;
}

void Fold::Forget() {
  nodes_.clear();
  digest_ = 0;
}

AppliedMessage::Updated Fold::Replace(const v1::NodeStatus& node) {
  const auto [at, is_new] = nodes_.try_emplace(node.node_id());
  digest_ += node.fingerprint() - at->second.fingerprint();  // wraps, as the digest is defined
  v1::NodeStatus before = std::exchange(at->second, node);
  const auto change = is_new                      ? AppliedMessage::Change::kNew
                      : SameContent(before, node) ? AppliedMessage::Change::kRepublished
                                                  : AppliedMessage::Change::kChanged;
  return {.node_id = node.node_id(), .change = change, .before = std::move(before)};
}

bool Fold::Remove(int32_t node_id) {
  const auto at = nodes_.find(node_id);
  if (at == nodes_.end()) return false;
  digest_ -= at->second.fingerprint();
  nodes_.erase(at);
  return true;
}

}  // namespace rollcall::client
