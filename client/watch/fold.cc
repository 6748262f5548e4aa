#include "client/watch/fold.h"

#include <utility>

#include "client/node.h"

namespace rollcall::client {

FoldStep Fold::Apply(const v1::WatchStatusResponse& message) {
  FoldStep step;
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
    step.digest = header_.digest() == digest_ ? FoldStep::Digest::kMatches : FoldStep::Digest::kDiffers;
  }
  complete_ = step.digest == FoldStep::Digest::kMatches;
  return step;
}

void Fold::Forget() {
  nodes_.clear();
  digest_ = 0;
}

FoldStep::Updated Fold::Replace(const v1::NodeStatus& node) {
  const auto [at, is_new] = nodes_.try_emplace(node.node_id());
  digest_ += node.fingerprint() - at->second.fingerprint();  // wraps, as the digest is defined
  v1::NodeStatus before = std::exchange(at->second, node);
  const auto change = is_new                      ? FoldStep::Change::kNew
                      : SameContent(before, node) ? FoldStep::Change::kRepublished
                                                  : FoldStep::Change::kChanged;
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
