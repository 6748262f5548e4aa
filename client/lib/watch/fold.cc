// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/fold.h"

#include <utility>
#include <variant>

#include "client/lib/node.h"

namespace rollcall::client {
namespace {

// Takes the node from `held`, if it is there.
void Remove(v1::RemovedNode removed, Fold::Nodes& held, AppliedMessage& applied) {
  Fold::Nodes::node_type node = held.extract(removed.node_id());
  if (node.empty()) return;
  applied.removed.push_back(std::move(removed));
  applied.removed_before.push_back(std::move(node.mapped()));
}

v1::RemovedNode MissingInSnapshot(int32_t node_id, const v1::Header& header) {
  v1::RemovedNode removed;
  removed.set_node_id(node_id);
  removed.set_revision(header.revision());
  return removed;
}

}  // namespace

AppliedMessage Fold::Apply(const v1::WatchStatusResponse& message) {
  AppliedMessage applied;
  aside_.Add(message);
  if (!message.has_checkpoint()) return applied;
  applied.header = message.checkpoint().header();
  const uint64_t digest = DigestWithAside();
  if (digest == applied.header.digest()) {
    applied.digest = AppliedMessage::Digest::kMatches;
    ApplyAside(applied);
    digest_ = digest;
    header_ = applied.header;
    complete_ = true;
  } else {
    applied.digest = AppliedMessage::Digest::kDiffers;
  }
  DropAside();
  return applied;
}

uint64_t Fold::FingerprintOf(int32_t node_id) const {
  const auto at = nodes_.find(node_id);
  return at == nodes_.end() ? 0 : at->second.fingerprint();
}

// The sums wrap, as the digest is defined.
uint64_t Fold::DigestWithAside() const {
  const bool is_snapshot = aside_.snapshot().has_value();
  uint64_t digest = is_snapshot ? 0 : digest_;
  for (const Aside::Change& change : aside_.changes()) {
    const auto* node = std::get_if<v1::NodeStatus>(&change);
    const int32_t id = node != nullptr ? node->node_id() : std::get<v1::RemovedNode>(change).node_id();
    if (!is_snapshot) digest -= FingerprintOf(id);
    if (node != nullptr) digest += node->fingerprint();
  }
  return digest;
}

void Fold::ApplyAside(AppliedMessage& applied) {
  applied.snapshot = aside_.snapshot();
  Nodes replaced;  // by a snapshot
  if (applied.snapshot.has_value()) nodes_.swap(replaced);
  for (Aside::Change& change : aside_.changes()) {
    if (auto* node = std::get_if<v1::NodeStatus>(&change)) {
      applied.updated.push_back(Put(std::move(*node)));
      continue;
    }
    Nodes& held = applied.snapshot.has_value() ? replaced : nodes_;
    Remove(std::move(std::get<v1::RemovedNode>(change)), held, applied);
  }
  std::erase_if(replaced, [this](const auto& entry) { return nodes_.contains(entry.first); });
  while (!replaced.empty()) Remove(MissingInSnapshot(replaced.begin()->first, applied.header), replaced, applied);
}

AppliedMessage::Updated Fold::Put(v1::NodeStatus node) {
  const int32_t id = node.node_id();
  const auto [at, is_new] = nodes_.try_emplace(id);
  v1::NodeStatus before = std::exchange(at->second, std::move(node));
  const auto change = is_new                            ? AppliedMessage::Change::kNew
                      : SameContent(before, at->second) ? AppliedMessage::Change::kRepublished
                                                        : AppliedMessage::Change::kChanged;
  return {.node_id = id, .change = change, .before = std::move(before)};
}

}  // namespace rollcall::client
