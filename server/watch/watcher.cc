// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/encoding/protobuf_wire.h"
#include "server/response/error.h"
#include "server/select/min_revision.h"
#include "server/watch/resume_token.h"

namespace rollcall::watch {
namespace {

// Heartbeats of all watches are due at the same few moments, a little before the interval is over, because a thousand
// that leave together cost much less than a thousand that each wake the server and need a system call.
Instant HeartbeatAfter(Instant sent_at, absl::Duration interval) {
  constexpr int kMomentsInInterval = 16;
  const Instant latest = sent_at + interval;
  return latest - latest.steady() % (interval / kMomentsInInterval);
}

encoding::BytesPtr EncodeSnapshotStarted(v1::SnapshotStarted::Reason reason) {
  v1::SnapshotStarted started;
  started.set_reason(reason);
  auto bytes = std::make_shared<std::string>();
  encoding::AppendField(v1::WatchStatusResponse::kSnapshotStartedFieldNumber, started.SerializeAsString(), *bytes);
  return bytes;
}

}  // namespace

Watcher::Watcher(std::shared_ptr<Selection> selection, WatchRequest request, FrozenOrderSlot& frozen_slot, Instant now)
    : selection_(std::move(selection)),
      request_(std::move(request)),
      token_(DecodeResumeToken(request_.resume_token)),
      frozen_slot_(frozen_slot),
      began_(now),
      heartbeat_at_(HeartbeatAfter(now, request_.heartbeat)) {
  CHECK(selection_ != nullptr);
  CHECK_GT(request_.heartbeat, absl::ZeroDuration());
}

Instant Watcher::WakeAt() const {
  const bool waits_for_work = has_started() ? !selection_->IsServable() : selection_->HasWork();
  if (waits_for_work) return Instant::InfiniteFuture();
  return has_started() ? heartbeat_at_ : began_ + request_.revision_wait;
}

bool Watcher::WaitsForAnyChange() const { return !has_started() || sent_state_ != selection_->head().source().state; }

absl::StatusOr<std::optional<Message>> Watcher::Next(const state::Store& store, Instant now) {
  selection_->CatchUp(store);
  if (!selection_->IsServable()) return std::nullopt;
  if (!has_started()) {
    if (absl::Status status = TryStart(store, now); !status.ok()) return status;
    if (!has_started()) return std::nullopt;
  }
  if (epoch_ != selection_->head().epoch()) EnterEpoch(store);
  DropExpiredFrozenOrder(now);
  SnapshotIfRemovalsWereForgotten();
  if (!IsDue(now)) return std::nullopt;
  heartbeat_at_ = HeartbeatAfter(now, request_.heartbeat);
  Message message = Compose(now);
  message.is_last = !IsDue(now);
  return message;
}

int64_t Watcher::WantedRevision() const {
  const int64_t wanted = request_.min_revision.value_or(state::kNoRevision);
  const bool is_ahead = token_.has_value() && IsAhead(*token_, *selection_, began_);
  return is_ahead ? std::max(wanted, token_->revision) : wanted;
}

absl::Status Watcher::TryStart(const state::Store& store, Instant now) {
  const SelectionHead& head = selection_->head();
  const int64_t wanted = WantedRevision();
  const bool has_epoch = head.epoch() != 0 && head.epoch() == store.Epoch();
  if (has_epoch && wanted <= head.revision()) {
    Start(store);
  } else if (!selection_->HasWork() && now >= began_ + request_.revision_wait) {
    return response::RevisionNotReached(wanted, head.revision());
  }
  return absl::OkStatus();
}

void Watcher::Start(const state::Store& store) {
  epoch_ = selection_->head().epoch();
  if (request_.resume_token.empty()) return BeginSnapshot(v1::SnapshotStarted::REASON_REQUESTED);
  if (!token_.has_value()) return BeginSnapshot(v1::SnapshotStarted::REASON_TOKEN_UNUSABLE);
  Resume(*token_, store);
}

void Watcher::BeginSnapshot(v1::SnapshotStarted::Reason reason) {
  changes_at_checkpoint_.reset();
  catch_up_ = CatchUp::FromNothing(selection_->head().revision());
  catch_up_.snapshot_reason = reason;
}

void Watcher::Resume(const ResumeToken& token, const state::Store& store) {
  changes_at_checkpoint_.reset();
  const int64_t revision = selection_->head().revision();
  ResumeDecision decision = DecideResume(token, *selection_, store);
  if (const auto* snapshot = std::get_if<NeedsSnapshot>(&decision)) return BeginSnapshot(snapshot->reason);
  if (auto* from = std::get_if<ContinueAt>(&decision)) {
    catch_up_ = CatchUp::From(from->cursor, revision);
    catch_up_.pending = std::move(from->pending);
  } else {
    catch_up_ = CatchUp::FromNothing(revision);
  }
}

// The index was rebuilt. A client that holds an old checkpoint and nothing after it goes on as if it had come back with
// the checkpoint's token. Any other client needs a snapshot.
void Watcher::EnterEpoch(const state::Store& store) {
  epoch_ = selection_->head().epoch();
  catch_up_.frozen.reset();
  if (!is_at_checkpoint_ || catch_up_.snapshot_reason.has_value()) {
    return BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  }
  Resume(MakeResumeToken(*checkpoint_, selection_->request_hash()), store);
}

void Watcher::SnapshotIfRemovalsWereForgotten() {
  const state::ChangePosition horizon = selection_->horizon();
  const bool missed_removals = catch_up_.cursor < horizon && catch_up_.floor < horizon.revision;
  if (missed_removals && catch_up_.frozen == nullptr) BeginSnapshot(v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND);
}

bool Watcher::IsDue(Instant now) const {
  return catch_up_.is_checkpoint_due || catch_up_.snapshot_reason.has_value() || !catch_up_.pending.empty() ||
         catch_up_.frozen != nullptr || selection_->HasChangesAfter(catch_up_.cursor) ||
         selection_->head().source().StateAt(now) != sent_state_ || now >= WakeAt();
}

Message Watcher::Compose(Instant now) {
  Message message;
  is_at_checkpoint_ = false;
  if (catch_up_.snapshot_reason.has_value()) {
    message.snapshot_reason = catch_up_.snapshot_reason;
    message.parts.push_back(EncodeSnapshotStarted(*catch_up_.snapshot_reason));
    catch_up_.snapshot_reason.reset();
  }
  if (!catch_up_.pending.empty()) {
    AddPending(message);  // alone: a pending node may also be after the cursor, but is in a message at most once
  } else {
    AddBatch(now, message);
  }
  CHECK(!message.parts.empty());
  return message;
}

void Watcher::AddPending(Message& message) {
  const size_t before = catch_up_.pending.size();
  message.parts.push_back(selection_->EncodePending(catch_up_.pending));
  CHECK_LT(catch_up_.pending.size(), before);
  items_since_checkpoint_ += before - catch_up_.pending.size();
  catch_up_.min_checkpoint_revision = std::max(catch_up_.min_checkpoint_revision, selection_->head().revision());
  catch_up_.is_checkpoint_due = true;
}

void Watcher::AddBatch(Instant now, Message& message) {
  const Batch batch = catch_up_.frozen != nullptr
                          ? selection_->NextBatch(catch_up_.frozen->order, catch_up_.cursor, catch_up_.floor)
                          : selection_->NextBatch(catch_up_.cursor, catch_up_.floor);
  if (!batch.bytes->empty()) message.parts.push_back(batch.bytes);
  items_since_checkpoint_ += batch.items;
  if (batch.is_last) {
    AddCheckpoint(now, message);
    return;
  }
  catch_up_.cursor = batch.end;
  catch_up_.is_checkpoint_due = true;
  FreezeIfTooSlow(now);
}

void Watcher::AddCheckpoint(Instant now, Message& message) {
  const bool is_frozen = catch_up_.frozen != nullptr;
  checkpoint_ = is_frozen ? catch_up_.frozen->head : selection_->head();
  const int64_t revision = checkpoint_->revision();
  CHECK_GE(revision, catch_up_.min_checkpoint_revision);
  const CheckpointField field =
      is_frozen ? EncodeCheckpoint(*checkpoint_, selection_->request_hash(), now) : selection_->Checkpoint(now);
  message.parts.push_back(field.bytes);
  sent_state_ = field.source_state;
  message.conflated = CountConflated();
  changes_at_checkpoint_.reset();
  if (!is_frozen) changes_at_checkpoint_ = selection_->shown_changes();
  catch_up_ = CatchUp::From(After(revision), revision);
  catch_up_.is_checkpoint_due = false;
  items_since_checkpoint_ = 0;
  is_at_checkpoint_ = true;
}

// The changes since were of as many nodes as items were sent, or of more if a node changed again in between. A
// selection that was built again meanwhile has not counted all of them.
uint64_t Watcher::CountConflated() const {
  if (!changes_at_checkpoint_.has_value()) return 0;
  const uint64_t changes = selection_->shown_changes() - *changes_at_checkpoint_;
  return changes - std::min<uint64_t>(changes, items_since_checkpoint_);
}

// A watch is too slow if it was sent twice as many items as the selection shows without reaching the end.
void Watcher::FreezeIfTooSlow(Instant now) {
  if (catch_up_.frozen != nullptr) return;
  if (items_since_checkpoint_ <= 2 * static_cast<size_t>(selection_->head().node_count)) return;
  catch_up_.frozen = frozen_slot_.Acquire(*selection_, {catch_up_.cursor, catch_up_.min_checkpoint_revision}, now);
  if (catch_up_.frozen != nullptr) changes_at_checkpoint_.reset();
  const bool is_older = catch_up_.frozen != nullptr && catch_up_.frozen->head.store != selection_->head().store;
  if (is_older) catch_up_.cursor = catch_up_.begin;
}

// A watch that lost its frozen order must be sent as much again before it asks for another one, so that others have
// their turn.
void Watcher::DropExpiredFrozenOrder(Instant now) {
  if (catch_up_.frozen == nullptr || !catch_up_.frozen->IsExpired(now)) return;
  catch_up_.frozen.reset();
  items_since_checkpoint_ = 0;
}

}  // namespace rollcall::watch
