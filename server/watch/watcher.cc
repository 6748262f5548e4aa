#include "server/watch/watcher.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/select/errors.h"
#include "server/state/wire.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDrainPinWithin = absl::Seconds(30);
constexpr state::Place kBeforeStart{state::kNoRevision, std::numeric_limits<int32_t>::min()};

BytesPtr EncodeSnapshotStarted(v1::SnapshotStarted::Reason reason) {
  v1::SnapshotStarted started;
  started.set_reason(reason);
  auto bytes = std::make_shared<std::string>();
  state::AppendField(v1::WatchStatusResponse::kSnapshotStartedFieldNumber, started.SerializeAsString(), *bytes);
  return bytes;
}

}  // namespace

std::shared_ptr<const Pinned> PinSlot::Acquire(const Selection& selection, state::Place cursor) {
  std::shared_ptr<const Pinned> pinned = pinned_.lock();
  if (pinned == nullptr) {
    pinned = selection.Pin();
    pinned_ = pinned;
    selection_ = &selection;
    return pinned;
  }
  const bool fits = selection_ == &selection && pinned->reached->epoch == selection.reached()->epoch &&
                    cursor <= After(pinned->reached->totals.revision);
  return fits ? pinned : nullptr;
}

Watcher::Watcher(std::shared_ptr<Selection> selection, WatchRequest request, PinSlot& pins, absl::Time now)
    : selection_(std::move(selection)), request_(std::move(request)), pins_(pins), began_(now), sent_at_(now) {}

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
  if (epoch_ != selection_->reached()->epoch) EnterEpoch(store);
  DropLatePin(now);
  const bool missed_removals = std::max(cursor_.revision, floor_) < selection_->horizon();
  if (missed_removals && pinned_ == nullptr) BeginSnapshot(v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND);
  if (!IsDue(now)) return std::nullopt;
  sent_at_ = now;
  return Compose(now);
}

absl::StatusOr<Watcher::Start> Watcher::TryStart(const state::Store& store, absl::Time now) {
  const Reached& reached = *selection_->reached();
  const auto token = DecodeResumeToken(request_.resume_token);
  const bool token_is_ahead = token.has_value() && token->request_hash == selection_->request_hash() &&
                              token->revision > reached.totals.revision && reached.source.as_of <= began_;
  const int64_t wanted = std::max(request_.min_revision.value_or(state::kNoRevision),
                                  token_is_ahead ? token->revision : state::kNoRevision);
  if (reached.epoch == 0 || wanted > reached.totals.revision) {
    if (now < began_ + kRevisionWait) return Start::kWaiting;
    return select::RevisionNotReached(wanted, reached.totals.revision);
  }
  started_ = true;
  epoch_ = reached.epoch;
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
  cursor_ = kBeforeStart;
  floor_ = selection_->reached()->totals.revision;
  owed_.clear();
  pinned_.reset();
  bytes_since_checkpoint_ = 0;
  checkpoint_due_ = true;
}

std::optional<v1::SnapshotStarted::Reason> Watcher::WhySnapshot(const ResumeToken& token, const state::Store& store) const {
  const Reached& reached = *selection_->reached();
  if (token.request_hash != selection_->request_hash()) return v1::SnapshotStarted::REASON_TOKEN_UNUSABLE;
  if (token.source_hash != SourceHash(reached.source.cluster_id, reached.source.topic)) {
    return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  }
  if (token.revision > reached.totals.revision) return v1::SnapshotStarted::REASON_TOPIC_CHANGED;
  if (token.as_of < store.ExactSince()) return v1::SnapshotStarted::REASON_TOKEN_EXPIRED;
  return std::nullopt;
}

void Watcher::ResumeOrSnapshot(const ResumeToken& token, const state::Store& store) {
  if (const auto reason = WhySnapshot(token, store)) {
    BeginSnapshot(*reason);
    return;
  }
  const std::optional<size_t> standing = store.FindStanding(epoch_, token.anchors);
  if (!standing.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  ContinueFrom(token, *standing, store);
}

// Everything that changed above the standing anchor comes by the cursor. What the cursor cannot know of is owed: the nodes of
// newer anchors (their changes may have been cut off the topic), and nodes that were not shown already when the selection was
// made, so that it does not know when they left.
void Watcher::ContinueFrom(const ResumeToken& token, size_t standing, const state::Store& store) {
  const int64_t anchor = token.anchors[standing].offset;
  const state::Changes changes = store.ChangesSince(epoch_, anchor);
  if (anchor < std::max(selection_->horizon(), changes.horizon) || changes.epoch != epoch_) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOKEN_EXPIRED);
    return;
  }
  absl::flat_hash_map<int32_t, v1::RemovedNode::Reason> owed;
  for (size_t i = 0; i < standing; ++i) owed.emplace(token.anchors[i].id, v1::RemovedNode::REASON_DELETED);
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->changed > selection_->made_at() || selection_->Shows(version->id)) continue;
    owed[version->id] = version->body == nullptr ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  }
  owed_.clear();
  for (const auto& [id, reason] : owed) {
    if (selection_->filter().AdmitsId(id)) owed_.push_back({id, reason});
  }
  cursor_ = After(anchor);
  floor_ = state::kNoRevision;
  checkpoint_due_ = true;
}

// The index was rebuilt. A client that has the whole of an old checkpoint and nothing more goes on as if it had come back with
// its token; any other needs a snapshot.
void Watcher::EnterEpoch(const state::Store& store) {
  epoch_ = selection_->reached()->epoch;
  pinned_.reset();
  if (checkpoint_ == nullptr || bytes_since_checkpoint_ > 0 || snapshot_reason_.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  ResumeOrSnapshot({SourceHash(checkpoint_->source.cluster_id, checkpoint_->source.topic), selection_->request_hash(),
                    checkpoint_->totals.revision, checkpoint_->source.as_of, checkpoint_->anchors},
                   store);
}

bool Watcher::SourceStateChanged(absl::Time now) const {
  return selection_->reached()->source.At(now).state != sent_state_;
}

bool Watcher::IsDue(absl::Time now) const {
  return checkpoint_due_ || snapshot_reason_.has_value() || !owed_.empty() || pinned_ != nullptr ||
         selection_->HasNewsAfter(cursor_) || SourceStateChanged(now) || now >= WakeAt();
}

Message Watcher::Compose(absl::Time now) {
  Message message;
  if (snapshot_reason_.has_value()) {
    message.parts.push_back(EncodeSnapshotStarted(*snapshot_reason_));
    snapshot_reason_.reset();
  }
  if (!owed_.empty()) {
    AddOwed(message);  // alone: a node that is owed may also stand after the cursor, and is in a message at most once
  } else {
    AddBatch(now, message);
  }
  return message;
}

void Watcher::AddOwed(Message& message) {
  message.parts.push_back(selection_->Present(owed_));
  bytes_since_checkpoint_ += message.parts.back()->size();
  checkpoint_due_ = true;
}

void Watcher::AddBatch(absl::Time now, Message& message) {
  const Batch batch = pinned_ != nullptr ? EncodeBatch(pinned_->order, cursor_, floor_) : selection_->NextBatch(cursor_, floor_);
  if (!batch.bytes->empty()) message.parts.push_back(batch.bytes);
  bytes_since_checkpoint_ += batch.bytes->size();
  if (batch.is_last) {
    AddCheckpoint(now, message);
    return;
  }
  cursor_ = batch.end;
  checkpoint_due_ = true;
  PinIfTooSlow(now);
}

void Watcher::AddCheckpoint(absl::Time now, Message& message) {
  checkpoint_ = pinned_ != nullptr ? pinned_->reached : selection_->reached();
  message.parts.push_back(pinned_ != nullptr ? EncodeCheckpoint(*checkpoint_, selection_->request_hash(), now)
                                             : selection_->Checkpoint(now));
  sent_state_ = checkpoint_->source.At(now).state;
  cursor_ = After(checkpoint_->totals.revision);
  floor_ = state::kNoRevision;
  pinned_.reset();
  bytes_since_checkpoint_ = 0;
  checkpoint_due_ = false;
}

void Watcher::PinIfTooSlow(absl::Time now) {
  if (pinned_ != nullptr || bytes_since_checkpoint_ <= 2 * selection_->bytes()) return;
  pinned_ = pins_.Acquire(*selection_, cursor_);
  pinned_at_ = now;
}

void Watcher::DropLatePin(absl::Time now) {
  if (pinned_ != nullptr && now > pinned_at_ + kDrainPinWithin) pinned_.reset();
}

}  // namespace rollcall::watch
