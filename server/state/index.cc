// SPDX-License-Identifier: Apache-2.0
#include "server/state/index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"

namespace rollcall::state {
namespace {

int64_t MemoryBytesOf(const NodeVersion& version) {
  return static_cast<int64_t>(sizeof(NodeVersion) + version.node->memory_bytes());
}

ChangePosition PositionOf(const NodeVersion& version) { return {version.mod_revision, version.id}; }

bool AreOrdered(const std::vector<NodeChange>& changes) {
  return std::is_sorted(changes.begin(), changes.end(), [](const NodeChange& a, const NodeChange& b) {
    return ChangePosition{a.mod_revision, a.id} < ChangePosition{b.mod_revision, b.id};
  });
}

// Whether both have the same record of a node, or neither has one. Null: the node is not known.
bool ShowTheSame(const NodeVersion* a, const NodeVersion* b) {
  const encoding::EncodedNode* shown_by_a = a == nullptr ? nullptr : a->node.get();
  const encoding::EncodedNode* shown_by_b = b == nullptr ? nullptr : b->node.get();
  if (shown_by_a == nullptr || shown_by_b == nullptr) return shown_by_a == shown_by_b;
  return shown_by_a->offset == shown_by_b->offset && shown_by_a->fingerprint == shown_by_b->fingerprint;
}

// True if no replica can have seen a version between the two: every offset between them was read, and only one record
// changed the node.
bool FollowsDirectly(const NodeVersion& before, const NodeChange& change, int64_t highest_missing) {
  return change.records == 1 && highest_missing < before.mod_revision;
}

}  // namespace

void Index::Remove(const NodeVersion& version) {
  by_position_.erase(PositionOf(version));
  if (version.node == nullptr) {
    deleted_.erase(PositionOf(version));
    return;
  }
  digest_ -= version.node->fingerprint;
  --node_count_;
  live_bytes_ -= MemoryBytesOf(version);
  outdated_bytes_ += MemoryBytesOf(version);
}

void Index::Put(const NodeChange& change, int64_t highest_missing) {
  CHECK(change.node == nullptr || change.node->node_id == change.id);
  NodeVersionPtr& slot = by_id_[change.id];
  auto version = std::make_shared<NodeVersion>();
  version->id = change.id;
  version->mod_revision = change.mod_revision;
  version->change_fingerprint = change.change_fingerprint;
  version->node = change.node;
  if (slot != nullptr) {
    if (FollowsDirectly(*slot, change, highest_missing)) version->prev_revision = slot->mod_revision;
    Remove(*slot);
  }
  slot = version;
  by_position_.emplace(PositionOf(*version), version);
  if (version->node == nullptr) {
    deleted_.insert(PositionOf(*version));
    return;
  }
  digest_ += version->node->fingerprint;
  ++node_count_;
  live_bytes_ += MemoryBytesOf(*version);
}

void Index::ForgetOldDeletions() {
  while (deleted_.size() > max_deleted_) {
    const ChangePosition oldest = *deleted_.begin();
    CHECK_GE(oldest.revision, horizon_);
    horizon_ = oldest.revision;
    deleted_.erase(deleted_.begin());
    by_position_.erase(oldest);
    by_id_.erase(oldest.id);
  }
}

void Index::Apply(const Update& update, int64_t revision) {
  CHECK_GE(revision, revision_);
  DCHECK(AreOrdered(update.nodes));
  if (!update.nodes.empty()) {
    CHECK_GT(update.nodes.front().mod_revision, revision_);
    CHECK_LE(update.nodes.back().mod_revision, revision);
  }
  for (const NodeChange& change : update.nodes) Put(change, update.highest_missing);
  ring_.Add(update.records);
  if (update.invalid_keys != nullptr) invalid_keys_ = update.invalid_keys;
  revision_ = revision;
  ForgetOldDeletions();
  CheckInvariants();
}

bool Index::Continues(const Index& before) const {
  if (revision_ < before.revision_ || ring_.Contradicts(before.ring_)) return false;
  for (const auto& [id, version] : before.by_id_) {
    const NodeVersionPtr now = Find(id);
    const bool is_newer = now != nullptr && now->mod_revision > before.revision_;
    if (!is_newer && !ShowTheSame(version.get(), now.get())) return false;
  }
  for (const auto& [id, version] : by_id_) {
    if (version->mod_revision <= before.revision_ && !ShowTheSame(before.Find(id).get(), version.get())) return false;
  }
  return true;
}

// What can be checked without a look at each node. Store checks the digest when it makes a snapshot.
void Index::CheckInvariants() const {
  CHECK_EQ(by_id_.size(), by_position_.size());
  CHECK_EQ(by_id_.size(), static_cast<size_t>(node_count_) + deleted_.size());
  CHECK(node_count_ > 0 || digest_ == 0);
  CHECK_LE(horizon_, revision_);
}

std::vector<NodeVersionPtr> Index::Since(int64_t revision) const {
  std::vector<NodeVersionPtr> versions;
  for (auto it = by_position_.upper_bound({revision, std::numeric_limits<int32_t>::max()}); it != by_position_.end();
       ++it) {
    versions.push_back(it->second);
  }
  return versions;
}

NodeVersionPtr Index::Find(int32_t node_id) const {
  const auto version = by_id_.find(node_id);
  return version == by_id_.end() ? nullptr : version->second;
}

std::vector<NodeVersionPtr> Index::Shown() const {
  std::vector<NodeVersionPtr> versions;
  versions.reserve(static_cast<size_t>(node_count_));
  for (const auto& [id, version] : by_id_) {
    if (version->node != nullptr) versions.push_back(version);
  }
  CHECK_EQ(versions.size(), static_cast<size_t>(node_count_));
  return versions;
}

std::vector<Anchor> Index::NewestAnchors() const {
  std::vector<Anchor> anchors;
  for (auto it = by_position_.rbegin(); it != by_position_.rend() && anchors.size() < kMaxAnchors; ++it) {
    anchors.push_back({it->second->id, it->second->mod_revision, it->second->change_fingerprint});
  }
  return anchors;
}

bool Index::Contains(const Anchor& anchor) const {
  const auto version = by_position_.find({anchor.offset, anchor.id});
  if (version != by_position_.end() && version->second->change_fingerprint == anchor.fingerprint) return true;
  return ring_.Contains({anchor.offset, anchor.fingerprint});
}

encoding::EncodedNodePtr Index::NewestShown(int64_t below) const {
  for (auto it = by_position_.lower_bound({below, std::numeric_limits<int32_t>::min()}); it != by_position_.begin();) {
    --it;
    if (it->second->node != nullptr) return it->second->node;
  }
  return nullptr;
}

}  // namespace rollcall::state
