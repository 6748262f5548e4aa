// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection.h"

#include <algorithm>
#include <utility>

#include "server/encoding/protobuf_wire.h"
#include "server/watch/resume_token.h"

namespace rollcall::watch {
namespace {

constexpr size_t kMaxCachedBatches = 64;
constexpr absl::Duration kShareCheckpointFor = absl::Milliseconds(50);

// The fields `updated`, then `removed`, of a message, up to a limit.
class ChangesEncoder {
 public:
  ChangesEncoder(const select::Filter& filter, select::View view, size_t limit_bytes)
      : filter_(filter), view_(view), limit_bytes_(limit_bytes) {}

  // False: it does not fit. The first one always does.
  bool Add(const encoding::EncodedNode& node) {
    const size_t before = updated_->size();
    select::AppendNode(node, filter_, view_, *updated_);
    if (before + removed_.size() == 0 || updated_->size() + removed_.size() <= limit_bytes_) return true;
    updated_->resize(before);
    return false;
  }

  bool AddRemoved(int32_t id, int64_t revision, v1::RemovedNode::Reason reason) {
    if (updated_->size() + removed_.size() >= limit_bytes_) return false;
    v1::RemovedNode removed;
    removed.set_node_id(id);
    removed.set_revision(revision);
    removed.set_reason(reason);
    encoding::AppendField(v1::WatchStatusResponse::kRemovedFieldNumber, removed.SerializeAsString(), removed_);
    return true;
  }

  BytesPtr Finish() {
    updated_->append(removed_);
    return std::move(updated_);
  }

 private:
  const select::Filter& filter_;
  const select::View view_;
  const size_t limit_bytes_;
  std::shared_ptr<std::string> updated_ = std::make_shared<std::string>();
  std::string removed_;
};

}  // namespace

CheckpointField EncodeCheckpoint(const Reached& reached, uint64_t request_hash, absl::Time now) {
  v1::Checkpoint checkpoint;
  const state::StoreHead& head = *reached.head;
  *checkpoint.mutable_header() =
      response::MakeHeader({head.revision, reached.digest, reached.node_count, head.problem_count}, head.source, now);
  ResumeToken token{SourceHash(head.source.cluster_id, head.source.topic),
                    request_hash,
                    head.revision,
                    head.source.as_of,
                    head.source.log_start,
                    head.anchors};
  checkpoint.set_resume_token(EncodeResumeToken(token));
  auto bytes = std::make_shared<std::string>();
  encoding::AppendField(v1::WatchStatusResponse::kCheckpointFieldNumber, checkpoint.SerializeAsString(), *bytes);
  return {std::move(bytes), checkpoint.header().source_state()};
}

Selection::Selection(select::Filter filter, select::View view, SelectionLimits limits)
    : filter_(std::move(filter)), view_(view), request_hash_(select::RequestHash(filter_, view)), limits_(limits) {}

void Selection::CatchUp(const state::Store& store) {
  const uint64_t store_version = store.Version();  // before the state: a change in between is seen next time
  if (store_version == seen_store_version_) return;
  seen_store_version_ = store_version;
  state::ChangesPtr changes = store.ChangesSince(reached_.epoch(), reached_.revision());
  if (changes->head->epoch == 0 || changes->head == reached_.head) return;
  const bool missed_deletions = changes->head->horizon > reached_.revision();
  if (changes->head->epoch == reached_.epoch() && missed_deletions) changes = store.ChangesSince(0, state::kNoRevision);
  if (changes->head->epoch != reached_.epoch() || missed_deletions) {
    Rebuild(*changes);
    ++change_version_;
  } else {
    Take(*changes);
  }
  SetReached(changes->head);
}

void Selection::Take(const state::Changes& changes) {
  for (const state::NodeVersionPtr& version : changes.versions) Evaluate(*version);
  ForgetOldRemovals();
  const bool is_other_state = changes.head->source.state != reached_.source().state;
  if (is_other_state || HasChangesAfter(After(reached_.revision()))) ++change_version_;
}

void Selection::Rebuild(const state::Changes& changes) {
  order_.clear();
  standings_.clear();
  removed_.clear();
  digest_ = 0;
  node_count_ = 0;
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->node != nullptr && filter_.Matches(*version->node)) Show(*version);
  }
  horizon_ = After(changes.head->horizon);
  made_at_ = changes.head->revision;
}

void Selection::Evaluate(const state::NodeVersion& version) {
  if (!filter_.MatchesId(version.id)) return;
  if (version.node != nullptr && filter_.Matches(*version.node)) {
    Show(version);
  } else {
    Hide(version);
  }
}

void Selection::TakeOut(const Standing& standing) {
  const auto entry = order_.find(standing.position);
  if (entry->second.node != nullptr) {
    digest_ -= entry->second.node->fingerprint;
    --node_count_;
  } else {
    removed_.erase(standing.position);
  }
  order_.erase(entry);
}

void Selection::Show(const state::NodeVersion& version) {
  const auto [standing, is_new] = standings_.try_emplace(version.id);
  if (!is_new) TakeOut(standing->second);
  standing->second = {{version.mod_revision, version.id}, version.mod_revision};
  order_.emplace(standing->second.position, Item{version.node});
  digest_ += version.node->fingerprint;
  ++node_count_;
}

int64_t Selection::LeftAt(const state::NodeVersion& version, const Standing* standing) const {
  if (standing == nullptr) {
    const bool was_hidden_when_made = version.prev_revision != state::kNoRevision && version.prev_revision <= made_at_;
    return was_hidden_when_made ? version.prev_revision : version.mod_revision;
  }
  const bool was_hidden = removed_.contains(standing->position);
  return was_hidden && version.prev_revision == standing->evaluated ? standing->position.revision
                                                                    : version.mod_revision;
}

void Selection::Hide(const state::NodeVersion& version) {
  const auto known = standings_.find(version.id);
  const int64_t left_at = LeftAt(version, known == standings_.end() ? nullptr : &known->second);
  if (known != standings_.end()) TakeOut(known->second);
  const Standing standing{{left_at, version.id}, version.mod_revision};
  standings_.insert_or_assign(version.id, standing);
  const auto reason = version.node == nullptr ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  order_.emplace(standing.position, Item{nullptr, reason});
  removed_.emplace(standing.position, version.id);
}

void Selection::ForgetOldRemovals() {
  while (removed_.size() > limits_.max_removed) {
    const auto oldest = removed_.begin();
    horizon_ = std::max(horizon_, oldest->first);
    order_.erase(oldest->first);
    standings_.erase(oldest->second);
    removed_.erase(oldest);
  }
}

void Selection::SetReached(state::StoreHeadPtr head) {
  reached_ = {std::move(head), digest_, node_count_};
  batches_.clear();
  checkpoint_ = {};
}

Batch Selection::NextBatch(state::ChangePosition cursor, int64_t floor) {
  const auto key = std::make_pair(cursor, floor);
  const auto known = batches_.find(key);
  if (known == batches_.end()) {
    if (batches_.size() >= kMaxCachedBatches) batches_.clear();
    const Batch batch = Encode(order_, cursor, floor);
    Asked& asked = batches_[key] = {batch, batch.bytes};
    asked.batch.bytes = nullptr;
    return batch;
  }
  Asked& asked = known->second;
  if (asked.batch.bytes == nullptr) asked.batch.bytes = asked.in_use.lock();
  if (asked.batch.bytes == nullptr) asked.batch = Encode(order_, cursor, floor);
  return asked.batch;
}

Batch Selection::Encode(const Order& order, state::ChangePosition cursor, int64_t floor) const {
  ChangesEncoder encoder(filter_, view_, limits_.max_batch_bytes);
  Batch batch;
  batch.end = cursor;
  auto it = order.upper_bound(cursor);
  for (; it != order.end(); ++it) {
    const auto& [place, item] = *it;
    if (item.node != nullptr) {
      if (!encoder.Add(*item.node)) break;
    } else if (place.revision > floor) {
      if (!encoder.AddRemoved(place.id, place.revision, item.reason)) break;
    }
    batch.end = place;
    ++batch.items;
  }
  batch.is_last = it == order.end();
  batch.bytes = encoder.Finish();
  return batch;
}

absl::Time Selection::EvidenceExpiry() const {
  if (reached_.source().state != v1::SOURCE_STATE_CURRENT) return absl::InfiniteFuture();
  return reached_.source().as_of + state::kCurrentFor + absl::Milliseconds(1);
}

bool Selection::Shows(int32_t node_id) const {
  const auto standing = standings_.find(node_id);
  return standing != standings_.end() && !removed_.contains(standing->second.position);
}

BytesPtr Selection::Present(std::vector<PendingNode>& pending) const {
  ChangesEncoder encoder(filter_, view_, limits_.max_batch_bytes);
  for (; !pending.empty(); pending.pop_back()) {
    const PendingNode& node = pending.back();
    const bool fits = Shows(node.id) ? encoder.Add(*order_.at(standings_.at(node.id).position).node)
                                     : encoder.AddRemoved(node.id, node.revision_if_gone, node.reason_if_gone);
    if (!fits) break;
  }
  return encoder.Finish();
}

CheckpointField Selection::Checkpoint(absl::Time now) {
  const bool is_recent =
      checkpoint_.bytes != nullptr && now >= checkpoint_time_ && now - checkpoint_time_ <= kShareCheckpointFor;
  if (!is_recent || checkpoint_.source_state != reached_.source().At(now).state) {
    checkpoint_ = EncodeCheckpoint(reached_, request_hash_, now);
    checkpoint_time_ = now;
  }
  return checkpoint_;
}

}  // namespace rollcall::watch
