// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/encoding/protobuf_wire.h"
#include "server/response/error.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDrainFrozenWithin = absl::Seconds(30);
constexpr absl::Duration kShareFrozenWithin = absl::Seconds(15);  // who comes later has not the time to drain it
constexpr state::ChangePosition kBeforeStart{state::kNoRevision, std::numeric_limits<int32_t>::min()};

BytesPtr EncodeSnapshotStarted(v1::SnapshotStarted::Reason reason) {
  v1::SnapshotStarted started;
  started.set_reason(reason);
  auto bytes = std::make_shared<std::string>();
  encoding::AppendField(v1::WatchStatusResponse::kSnapshotStartedFieldNumber, started.SerializeAsString(), *bytes);
  return bytes;
}

}  // namespace

// A reader that takes over an older pin starts its run again from it: what it passed in the live order may have stood
// there in the meantime. What it was sent so far stands at or before its cursor, so it has not changed since the pin
// was made.
std::shared_ptr<const FrozenOrder> FrozenOrderSlot::Acquire(const Selection& selection, const FrozenOrderNeed& need,
                                                            absl::Time now) {
  std::shared_ptr<FrozenOrder> frozen = frozen_.lock();
  if (frozen != nullptr && now > frozen->made_at + kDrainFrozenWithin) {
    frozen->is_lost = true;
    frozen->order.clear();
    frozen = nullptr;
  }
  if (frozen == nullptr) {
    frozen = selection.Freeze(now);
    frozen_ = frozen;
    selection_ = &selection;
    return frozen;
  }
  const Reached& reached = frozen->reached;
  const bool fits = selection_ == &selection && reached.epoch() == selection.reached().epoch() &&
                    reached.revision() >= need.not_before && need.cursor <= After(reached.revision()) &&
                    now <= frozen->made_at + kShareFrozenWithin;
  return fits ? frozen : nullptr;
}

Watcher::Watcher(std::shared_ptr<Selection> selection, WatchRequest request, FrozenOrderSlot& frozen_slot,
                 absl::Time now)
    : selection_(std::move(selection)),
      request_(std::move(request)),
      frozen_slot_(frozen_slot),
      began_(now),
      sent_at_(now) {}

absl::Time Watcher::WakeAt() const {
  if (!started_) return began_ + kRevisionWait;
  return sent_at_ + request_.heartbeat;
}

absl::StatusOr<std::optional<Message>> Watcher::Next(const state::Store& store, absl::Time now) {
  selection_->CatchUp(store);
  if (!started_) {
    const absl::StatusOr<Start> start = TryStart(store, now);
    if (!start.ok()) return start.status();
    if (*start == Start::kWaiting) return std::nullopt;
  }
  if (epoch_ != selection_->reached().epoch()) EnterEpoch(store);
  DropLateFrozenOrder(now);
  const state::ChangePosition horizon = selection_->horizon();
  const bool missed_removals = cursor_ < horizon && floor_ < horizon.revision;
  if (missed_removals && frozen_ == nullptr) BeginSnapshot(v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND);
  if (!IsDue(now)) return std::nullopt;
  sent_at_ = now;
  return Compose(now);
}

// Evidence newer than the request that the topic ends below the token's revision says that the topic is not what it
// was.
bool Watcher::IsAhead(const ResumeToken& token) const {
  const Reached& reached = selection_->reached();
  return token.request_hash == selection_->request_hash() &&
         token.source_hash == SourceHash(reached.source().cluster_id, reached.source().topic) &&
         token.revision > reached.revision() && reached.source().as_of <= began_;
}

absl::StatusOr<Watcher::Start> Watcher::TryStart(const state::Store& store, absl::Time now) {
  const Reached& reached = selection_->reached();
  const auto token = DecodeResumeToken(request_.resume_token);
  int64_t wanted = request_.min_revision.value_or(state::kNoRevision);
  if (token.has_value() && IsAhead(*token)) wanted = std::max(wanted, token->revision);
  if (reached.epoch() == 0 || wanted > reached.revision()) {
    if (now < began_ + kRevisionWait) return Start::kWaiting;
    return response::RevisionNotReached(wanted, reached.revision());
  }
  started_ = true;
  epoch_ = reached.epoch();
  if (request_.resume_token.empty()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_REQUESTED);
  } else if (!token.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOKEN_UNUSABLE);
  } else {
    ResumeOrSnapshot(*token, store);
  }
  return Start::kStarted;
}

void Watcher::BeginSnapshot(v1::SnapshotStarted::Reason reason) {
  snapshot_reason_ = reason;
  BeginFromNothing();
}

// The client holds no node: it was told to forget them, or nothing had ever changed when its token was made.
void Watcher::BeginFromNothing() {
  cursor_ = kBeforeStart;
  floor_ = selection_->reached().revision();
  catch_up_begin_ = cursor_;
  min_checkpoint_revision_ = floor_;
  pending_.clear();
  frozen_.reset();
  checkpoint_due_ = true;
}

std::optional<v1::SnapshotStarted::Reason> Watcher::WhySnapshot(const ResumeToken& token,
                                                                const state::Store& store) const {
  const Reached& reached = selection_->reached();
  if (token.request_hash != selection_->request_hash()) return v1::SnapshotStarted::REASON_TOKEN_UNUSABLE;
  if (token.source_hash != SourceHash(reached.source().cluster_id, reached.source().topic)) {
    return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  }
  if (token.revision > reached.revision()) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  const state::UntrustedWindow& untrusted = reached.source().untrusted;
  if (token.as_of <= untrusted.as_of && token.revision > untrusted.revision) {
    return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  }
  // Records were deleted, which one side does not know of: what they said is held there, and no change tells of it.
  if (token.log_start != reached.source().log_start) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (token.as_of < store.ExactSince()) return v1::SnapshotStarted::REASON_TOKEN_EXPIRED;
  return std::nullopt;
}

void Watcher::ResumeOrSnapshot(const ResumeToken& token, const state::Store& store) {
  if (const auto reason = WhySnapshot(token, store)) {
    BeginSnapshot(*reason);
    return;
  }
  if (token.anchors.empty()) {
    BeginFromNothing();
    return;
  }
  const std::optional<size_t> known_anchor = store.FindKnownAnchor(epoch_, token.anchors);
  if (!known_anchor.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  ContinueFrom(token, *known_anchor, store);
}

// Everything that changed above the standing anchor comes by the cursor. What the cursor cannot know of is pending: the
// nodes of newer anchors (their changes may have been cut off the topic), and nodes that were not shown already when
// the selection was made, so that it does not know when they left.
void Watcher::ContinueFrom(const ResumeToken& token, size_t known_anchor, const state::Store& store) {
  const int64_t anchor = token.anchors[known_anchor].offset;
  const state::ChangesPtr changes = store.ChangesSince(epoch_, anchor);
  const state::StoreHead& head = *changes->head;
  if (After(anchor) < selection_->horizon() || anchor < head.horizon || head.epoch != epoch_) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOKEN_EXPIRED);
    return;
  }
  pending_ = PendingFrom(token, known_anchor, *changes, store);
  cursor_ = After(anchor);
  floor_ = state::kNoRevision;
  catch_up_begin_ = cursor_;
  min_checkpoint_revision_ = selection_->reached().revision();
  checkpoint_due_ = true;
}

std::vector<PendingNode> Watcher::PendingFrom(const ResumeToken& token, size_t known_anchor,
                                              const state::Changes& changes, const state::Store& store) const {
  const auto reason_if_not_shown = [](const state::NodeVersion* version) {
    const bool is_gone = version == nullptr || version->node == nullptr;
    return is_gone ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  };
  absl::flat_hash_map<int32_t, PendingNode> pending;
  for (size_t i = 0; i < known_anchor; ++i) {
    const state::Anchor& anchor = token.anchors[i];
    pending[anchor.id] = {anchor.id, anchor.offset, reason_if_not_shown(store.Find(epoch_, anchor.id).get())};
  }
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->mod_revision > selection_->made_at() || selection_->Shows(version->id)) continue;
    pending[version->id] = {version->id, version->mod_revision, reason_if_not_shown(version.get())};
  }
  std::vector<PendingNode> admitted;
  for (const auto& [id, node] : pending) {
    if (selection_->filter().MatchesId(id)) admitted.push_back(node);
  }
  return admitted;
}

// The index was rebuilt. A client that has the whole of an old checkpoint and nothing more goes on as if it had come
// back with its token; any other needs a snapshot.
void Watcher::EnterEpoch(const state::Store& store) {
  epoch_ = selection_->reached().epoch();
  frozen_.reset();
  if (!is_at_checkpoint_ || snapshot_reason_.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  const state::SourceStatus& source = checkpoint_->source();
  ResumeOrSnapshot({SourceHash(source.cluster_id, source.topic), selection_->request_hash(), checkpoint_->revision(),
                    source.as_of, source.log_start, checkpoint_->head->anchors},
                   store);
}

bool Watcher::SourceStateChanged(absl::Time now) const {
  return selection_->reached().source().At(now).state != sent_state_;
}

bool Watcher::IsDue(absl::Time now) const {
  return checkpoint_due_ || snapshot_reason_.has_value() || !pending_.empty() || frozen_ != nullptr ||
         selection_->HasChangesAfter(cursor_) || SourceStateChanged(now) || now >= WakeAt();
}

Message Watcher::Compose(absl::Time now) {
  Message message;
  is_at_checkpoint_ = false;
  if (snapshot_reason_.has_value()) {
    message.parts.push_back(EncodeSnapshotStarted(*snapshot_reason_));
    snapshot_reason_.reset();
  }
  if (!pending_.empty()) {
    AddPending(
        message);  // alone: a node that is pending may also stand after the cursor, and is in a message at most once
  } else {
    AddBatch(now, message);
  }
  return message;
}

void Watcher::AddPending(Message& message) {
  const size_t before = pending_.size();
  message.parts.push_back(selection_->Present(pending_));
  items_unfinished_ += before - pending_.size();
  min_checkpoint_revision_ = std::max(min_checkpoint_revision_, selection_->reached().revision());
  checkpoint_due_ = true;
}

void Watcher::AddBatch(absl::Time now, Message& message) {
  const Batch batch =
      frozen_ != nullptr ? selection_->NextBatch(*frozen_, cursor_, floor_) : selection_->NextBatch(cursor_, floor_);
  if (!batch.bytes->empty()) message.parts.push_back(batch.bytes);
  items_unfinished_ += batch.items;
  if (batch.is_last) {
    AddCheckpoint(now, message);
    return;
  }
  cursor_ = batch.end;
  checkpoint_due_ = true;
  FreezeIfTooSlow(now);
}

void Watcher::AddCheckpoint(absl::Time now, Message& message) {
  checkpoint_ = frozen_ != nullptr ? frozen_->reached : selection_->reached();
  const CheckpointField field = frozen_ != nullptr ? EncodeCheckpoint(*checkpoint_, selection_->request_hash(), now)
                                                   : selection_->Checkpoint(now);
  message.parts.push_back(field.bytes);
  sent_state_ = field.source_state;
  cursor_ = After(checkpoint_->revision());
  floor_ = state::kNoRevision;
  catch_up_begin_ = cursor_;
  min_checkpoint_revision_ = checkpoint_->revision();
  frozen_.reset();
  items_unfinished_ = 0;
  checkpoint_due_ = false;
  is_at_checkpoint_ = true;
}

void Watcher::FreezeIfTooSlow(absl::Time now) {
  if (frozen_ != nullptr || items_unfinished_ <= 2 * static_cast<size_t>(selection_->reached().node_count)) return;
  frozen_ = frozen_slot_.Acquire(*selection_, {cursor_, min_checkpoint_revision_}, now);
  if (frozen_ != nullptr && frozen_->reached.head != selection_->reached().head) cursor_ = catch_up_begin_;
}

// Who lost it must write as much again before it asks for another, so that others have their turn.
void Watcher::DropLateFrozenOrder(absl::Time now) {
  if (frozen_ == nullptr || (!frozen_->is_lost && now <= frozen_->made_at + kDrainFrozenWithin)) return;
  frozen_.reset();
  items_unfinished_ = 0;
}

}  // namespace rollcall::watch
