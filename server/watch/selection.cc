// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/instant.h"
#include "server/select/request_identity.h"

namespace rollcall::watch {
namespace {

constexpr size_t kMaxCachedBatches = 64;
constexpr absl::Duration kShareCheckpointFor = absl::Milliseconds(50);

}  // namespace

Selection::Selection(select::Filter filter, select::View view, SelectionLimits limits)
    : filter_(std::move(filter)),
      view_(view),
      request_hash_(select::MakeRequestIdentity(filter_, view).hash),
      limits_(limits) {}

void Selection::CatchUp(const state::Store& store) {
  const uint64_t store_version = store.Version();  // before the state: a change in between is seen next time
  if (store_version == seen_store_version_) return;
  seen_store_version_ = store_version;
  state::ChangesPtr changes = store.ChangesSince(head_.epoch(), head_.revision());
  if (changes->head->epoch == 0 || changes->head == head_.store) return;
  const bool missed_deletions = changes->head->horizon > head_.revision();
  if (changes->head->epoch == head_.epoch() && missed_deletions) changes = store.ChangesSince(0, state::kNoRevision);
  if (changes->head->epoch != head_.epoch() || missed_deletions) {
    Rebuild(*changes);
    ++change_version_;
  } else {
    ApplyChanges(*changes);
  }
  SetHead(changes->head);
}

void Selection::ApplyChanges(const state::Changes& changes) {
  CHECK_GE(changes.head->revision, head_.revision());
  for (const state::NodeVersionPtr& version : changes.versions) Evaluate(*version);
  ForgetOldRemovals();
  const bool is_other_state = changes.head->source.state != head_.source().state;
  if (is_other_state || HasChangesAfter(After(head_.revision()))) ++change_version_;
}

void Selection::Rebuild(const state::Changes& changes) {
  contents_ = Contents();
  contents_.horizon = After(changes.head->horizon);
  contents_.base_revision = changes.head->revision;
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->node != nullptr && filter_.Matches(*version->node)) Show(*version);
  }
}

void Selection::Evaluate(const state::NodeVersion& version) {
  if (!filter_.MatchesId(version.id)) return;
  if (version.node != nullptr && filter_.Matches(*version.node)) {
    Show(version);
  } else {
    Hide(version);
  }
}

void Selection::RemoveFromOrder(const Entry& entry) {
  const auto item = contents_.order.find(entry.position);
  CHECK(item != contents_.order.end());
  if (item->second.node != nullptr) {
    contents_.digest -= item->second.node->fingerprint;
    --contents_.node_count;
  } else {
    contents_.removed.erase(entry.position);
  }
  contents_.order.erase(item);
}

void Selection::Show(const state::NodeVersion& version) {
  const auto [entry, is_new] = contents_.entries.try_emplace(version.id);
  if (!is_new) RemoveFromOrder(entry->second);
  entry->second = {{version.mod_revision, version.id}, version.mod_revision};
  const bool is_free = contents_.order.emplace(entry->second.position, OrderItem{version.node}).second;
  CHECK(is_free);
  contents_.digest += version.node->fingerprint;
  ++contents_.node_count;
}

int64_t Selection::LeftAt(const state::NodeVersion& version, const Entry* entry) const {
  if (entry == nullptr) {
    const bool was_hidden_at_base =
        version.prev_revision != state::kNoRevision && version.prev_revision <= contents_.base_revision;
    return was_hidden_at_base ? version.prev_revision : version.mod_revision;
  }
  const bool was_hidden = contents_.removed.contains(entry->position);
  return was_hidden && version.prev_revision == entry->evaluated ? entry->position.revision : version.mod_revision;
}

void Selection::Hide(const state::NodeVersion& version) {
  const auto known = contents_.entries.find(version.id);
  const int64_t left_at = LeftAt(version, known == contents_.entries.end() ? nullptr : &known->second);
  if (known != contents_.entries.end()) RemoveFromOrder(known->second);
  const Entry entry{{left_at, version.id}, version.mod_revision};
  contents_.entries.insert_or_assign(version.id, entry);
  const auto reason = version.node == nullptr ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  const bool is_free = contents_.order.emplace(entry.position, OrderItem{nullptr, reason}).second;
  CHECK(is_free);
  contents_.removed.emplace(entry.position, version.id);
}

void Selection::ForgetOldRemovals() {
  while (contents_.removed.size() > limits_.max_removed) {
    const auto oldest = contents_.removed.begin();
    contents_.horizon = std::max(contents_.horizon, oldest->first);
    contents_.order.erase(oldest->first);
    contents_.entries.erase(oldest->second);
    contents_.removed.erase(oldest);
  }
}

void Selection::SetHead(state::StoreHeadPtr store) {
  CHECK_EQ(contents_.order.size(), contents_.entries.size());
  CHECK_EQ(contents_.order.size(), contents_.removed.size() + static_cast<size_t>(contents_.node_count));
  head_ = {std::move(store), contents_.digest, contents_.node_count};
  batches_.clear();
  checkpoint_ = {};
}

Batch Selection::NextBatch(state::ChangePosition cursor, int64_t floor) {
  const auto key = std::make_pair(cursor, floor);
  const auto known = batches_.find(key);
  if (known == batches_.end()) {
    if (batches_.size() >= kMaxCachedBatches) batches_.clear();
    Batch batch = EncodeBatch(contents_.order, Format(), cursor, floor);
    CachedBatch& cached = batches_[key] = {batch, batch.bytes};
    cached.batch.bytes = nullptr;
    return batch;
  }
  CachedBatch& cached = known->second;
  if (cached.batch.bytes == nullptr) cached.batch.bytes = cached.in_use.lock();
  if (cached.batch.bytes == nullptr) cached.batch = EncodeBatch(contents_.order, Format(), cursor, floor);
  return cached.batch;
}

Instant Selection::EvidenceExpiry() const {
  if (head_.source().state != v1::SOURCE_STATE_CURRENT) return Instant::InfiniteFuture();
  return head_.source().as_of + state::kCurrentFor + absl::Milliseconds(1);
}

encoding::EncodedNodePtr Selection::FindShown(int32_t node_id) const {
  const auto entry = contents_.entries.find(node_id);
  return entry == contents_.entries.end() ? nullptr : contents_.order.at(entry->second.position).node;
}

encoding::BytesPtr Selection::EncodePending(std::vector<PendingNode>& pending) const {
  return watch::EncodePending(
      Format(), [this](int32_t node_id) { return FindShown(node_id); }, pending);
}

CheckpointField Selection::Checkpoint(Instant now) {
  const bool is_recent = checkpoint_.field.bytes != nullptr && now >= checkpoint_.composed_at &&
                         now - checkpoint_.composed_at <= kShareCheckpointFor;
  if (!is_recent || checkpoint_.field.source_state != head_.source().At(now).state) {
    checkpoint_ = {EncodeCheckpoint(head_, request_hash_, now), now};
  }
  return checkpoint_.field;
}

}  // namespace rollcall::watch
