// SPDX-License-Identifier: Apache-2.0
#include "server/watch/contents.h"

#include <algorithm>

#include "base/check.h"

namespace rollcall::watch {

void Contents::RemoveFromOrder(const Entry& entry) {
  const auto item = order_.find(entry.position);
  CHECK(item != order_.end());
  if (item->second.IsShown()) {
    digest_ -= item->second.node->fingerprint;
    --node_count_;
  } else {
    removed_.erase(entry.position);
  }
  order_.erase(item);
}

void Contents::Show(const state::NodeVersion& version) {
  const auto [entry, is_new] = entries_.try_emplace(version.id);
  if (!is_new) RemoveFromOrder(entry->second);
  entry->second = {{version.mod_revision, version.id}, version.mod_revision};
  const bool is_free = order_.emplace(entry->second.position, OrderItem{version.node}).second;
  CHECK(is_free);
  digest_ += version.node->fingerprint;
  ++node_count_;
}

int64_t Contents::LeftAt(const state::NodeVersion& version, const Entry* entry) const {
  if (entry == nullptr) {
    const bool was_hidden_at_base =
        version.prev_revision != state::kNoRevision && version.prev_revision <= base_revision_;
    return was_hidden_at_base ? version.prev_revision : version.mod_revision;
  }
  const bool was_hidden = removed_.contains(entry->position);
  return was_hidden && version.prev_revision == entry->evaluated ? entry->position.revision : version.mod_revision;
}

bool Contents::Hide(const state::NodeVersion& version) {
  const auto known = entries_.find(version.id);
  const int64_t left_at = LeftAt(version, known == entries_.end() ? nullptr : &known->second);
  if (known != entries_.end()) RemoveFromOrder(known->second);
  const Entry entry{{left_at, version.id}, version.mod_revision};
  entries_.insert_or_assign(version.id, entry);
  const auto reason = version.node == nullptr ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  const bool is_free = order_.emplace(entry.position, OrderItem{version.node, reason}).second;
  CHECK(is_free);
  removed_.emplace(entry.position, version.id);
  return left_at == version.mod_revision;
}

void Contents::ForgetOldestRemoval() {
  const auto oldest = removed_.begin();
  horizon_ = std::max(horizon_, oldest->first);
  order_.erase(oldest->first);
  entries_.erase(oldest->second);
  removed_.erase(oldest);
}

const OrderItem* Contents::Find(int32_t node_id) const {
  const auto entry = entries_.find(node_id);
  return entry == entries_.end() ? nullptr : &order_.at(entry->second.position);
}

}  // namespace rollcall::watch
