#include "server/state/index.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace rollcall::state {
namespace {

Place PlaceOf(const NodeVersion& version) { return {version.changed, version.id}; }

// Nothing can have lain between the two changes: every offset between them was read, and the node was touched once.
bool FollowsDirectly(const NodeVersion& before, const NodeChange& change, int64_t highest_missing) {
  return change.records == 1 && highest_missing < before.changed;
}

}  // namespace

void Index::Remove(const NodeVersion& version) {
  by_place_.erase(PlaceOf(version));
  if (version.body == nullptr) {
    deleted_.erase(PlaceOf(version));
    return;
  }
  digest_ -= version.body->fingerprint;
  --node_count_;
}

void Index::Put(const NodeChange& change, int64_t highest_missing) {
  NodeVersionPtr& slot = by_id_[change.id];
  auto version = std::make_shared<NodeVersion>();
  version->id = change.id;
  version->changed = change.changed;
  version->change_fingerprint = change.change_fingerprint;
  version->body = change.body;
  if (slot != nullptr) {
    if (FollowsDirectly(*slot, change, highest_missing)) version->follows = slot->changed;
    Remove(*slot);
  }
  slot = version;
  by_place_.emplace(PlaceOf(*version), version);
  if (version->body == nullptr) {
    deleted_.insert(PlaceOf(*version));
    return;
  }
  digest_ += version->body->fingerprint;
  ++node_count_;
}

void Index::ForgetOldDeletions() {
  while (deleted_.size() > max_deleted_) {
    const Place oldest = *deleted_.begin();
    horizon_ = oldest.revision;
    deleted_.erase(deleted_.begin());
    by_place_.erase(oldest);
    by_id_.erase(oldest.id);
  }
}

void Index::Apply(const Update& update, int64_t revision) {
  for (const NodeChange& change : update.nodes) Put(change, update.highest_missing);
  ring_.Add(update.records);
  if (update.orphans != nullptr) orphans_ = update.orphans;
  revision_ = std::max(revision_, revision);
  ForgetOldDeletions();
}

std::vector<NodeVersionPtr> Index::Since(int64_t revision) const {
  std::vector<NodeVersionPtr> versions;
  for (auto it = by_place_.upper_bound({revision, std::numeric_limits<int32_t>::max()}); it != by_place_.end(); ++it) {
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
    if (version->body != nullptr) versions.push_back(version);
  }
  return versions;
}

std::vector<Anchor> Index::NewestAnchors() const {
  std::vector<Anchor> anchors;
  for (auto it = by_place_.rbegin(); it != by_place_.rend() && anchors.size() < kMaxAnchors; ++it) {
    anchors.push_back({it->second->id, it->second->changed, it->second->change_fingerprint});
  }
  return anchors;
}

bool Index::Recognises(const Anchor& anchor) const {
  const auto version = by_place_.find({anchor.offset, anchor.id});
  if (version != by_place_.end() && version->second->change_fingerprint == anchor.fingerprint) return true;
  return ring_.Contains({anchor.offset, anchor.fingerprint});
}

BodyPtr Index::NewestShown(int64_t below) const {
  for (auto it = by_place_.lower_bound({below, std::numeric_limits<int32_t>::min()}); it != by_place_.begin();) {
    --it;
    if (it->second->body != nullptr) return it->second->body;
  }
  return nullptr;
}

}  // namespace rollcall::state
