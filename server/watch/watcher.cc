#include "server/watch/watcher.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/select/errors.h"
#include "server/state/wire.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDrainPinWithin = absl::Seconds(30);
constexpr absl::Duration kSharePinWithin = absl::Seconds(15);  // who comes later has not the time to drain it
constexpr state::Place kBeforeStart{state::kNoRevision, std::numeric_limits<int32_t>::min()};

BytesPtr EncodeSnapshotStarted(v1::SnapshotStarted::Reason reason) {
  v1::SnapshotStarted started;
  started.set_reason(reason);
  auto bytes = std::make_shared<std::string>();
  state::AppendField(v1::WatchStatusResponse::kSnapshotStartedFieldNumber, started.SerializeAsString(), *bytes);
  return bytes;
}

}  // namespace

// A reader that takes over an older pin starts its run again from it: what it passed in the live order may have stood
// there in the meantime. What it was sent so far stands at or before its cursor, so it has not changed since the pin
// was made.
std::shared_ptr<const Pinned> PinSlot::Acquire(const Selection& selection, const PinNeed& need, absl::Time now) {
  std::shared_ptr<Pinned> pinned = pinned_.lock();
  if (pinned != nullptr && now > pinned->made_at + kDrainPinWithin) {
    pinned->is_lost = true;
    pinned->order.clear();
    pinned = nullptr;
  }
  if (pinned == nullptr) {
    pinned = selection.Pin(now);
    pinned_ = pinned;
    selection_ = &selection;
    return pinned;
  }
  const Reached& reached = pinned->reached;
  const bool fits = selection_ == &selection && reached.epoch() == selection.reached().epoch() &&
                    reached.revision() >= need.not_before && need.cursor <= After(reached.revision()) &&
                    now <= pinned->made_at + kSharePinWithin;
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
  if (epoch_ != selection_->reached().epoch()) EnterEpoch(store);
  DropLatePin(now);
  const state::Place horizon = selection_->horizon();
  const bool missed_removals = cursor_ < horizon && floor_ < horizon.revision;
  if (missed_removals && pinned_ == nullptr) BeginSnapshot(v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND);
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
    return select::RevisionNotReached(wanted, reached.revision());
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
  run_begin_ = cursor_;
  run_not_before_ = floor_;
  owed_.clear();
  pinned_.reset();
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
  const state::Distrust& distrust = reached.source().distrust;
  if (token.as_of <= distrust.as_of && token.revision > distrust.revision) {
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
  const std::optional<size_t> standing = store.FindStanding(epoch_, token.anchors);
  if (!standing.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  ContinueFrom(token, *standing, store);
}

// Everything that changed above the standing anchor comes by the cursor. What the cursor cannot know of is owed: the
// nodes of newer anchors (their changes may have been cut off the topic), and nodes that were not shown already when
// the selection was made, so that it does not know when they left.
void Watcher::ContinueFrom(const ResumeToken& token, size_t standing, const state::Store& store) {
  const int64_t anchor = token.anchors[standing].offset;
  const state::ChangesPtr changes = store.ChangesSince(epoch_, anchor);
  const state::Tip& tip = *changes->tip;
  if (After(anchor) < selection_->horizon() || anchor < tip.horizon || tip.epoch != epoch_) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOKEN_EXPIRED);
    return;
  }
  owed_ = OwedFrom(token, standing, *changes, store);
  cursor_ = After(anchor);
  floor_ = state::kNoRevision;
  run_begin_ = cursor_;
  run_not_before_ = selection_->reached().revision();
  checkpoint_due_ = true;
}

std::vector<Owed> Watcher::OwedFrom(const ResumeToken& token, size_t standing, const state::Changes& changes,
                                    const state::Store& store) const {
  const auto reason_if_not_shown = [](const state::NodeVersion* version) {
    const bool is_gone = version == nullptr || version->body == nullptr;
    return is_gone ? v1::RemovedNode::REASON_DELETED : v1::RemovedNode::REASON_FILTERED_OUT;
  };
  absl::flat_hash_map<int32_t, Owed> owed;
  for (size_t i = 0; i < standing; ++i) {
    const state::Anchor& anchor = token.anchors[i];
    owed[anchor.id] = {anchor.id, anchor.offset, reason_if_not_shown(store.Find(epoch_, anchor.id).get())};
  }
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (version->changed > selection_->made_at() || selection_->Shows(version->id)) continue;
    owed[version->id] = {version->id, version->changed, reason_if_not_shown(version.get())};
  }
  std::vector<Owed> admitted;
  for (const auto& [id, node] : owed) {
    if (selection_->filter().AdmitsId(id)) admitted.push_back(node);
  }
  return admitted;
}

// The index was rebuilt. A client that has the whole of an old checkpoint and nothing more goes on as if it had come
// back with its token; any other needs a snapshot.
void Watcher::EnterEpoch(const state::Store& store) {
  epoch_ = selection_->reached().epoch();
  pinned_.reset();
  if (!is_at_checkpoint_ || snapshot_reason_.has_value()) {
    BeginSnapshot(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
    return;
  }
  const state::SourceStatus& source = checkpoint_->source();
  ResumeOrSnapshot({SourceHash(source.cluster_id, source.topic), selection_->request_hash(), checkpoint_->revision(),
                    source.as_of, source.log_start, checkpoint_->tip->anchors},
                   store);
}

bool Watcher::SourceStateChanged(absl::Time now) const {
  return selection_->reached().source().At(now).state != sent_state_;
}

bool Watcher::IsDue(absl::Time now) const {
  return checkpoint_due_ || snapshot_reason_.has_value() || !owed_.empty() || pinned_ != nullptr ||
         selection_->HasNewsAfter(cursor_) || SourceStateChanged(now) || now >= WakeAt();
}

Message Watcher::Compose(absl::Time now) {
  Message message;
  is_at_checkpoint_ = false;
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
  const size_t before = owed_.size();
  message.parts.push_back(selection_->Present(owed_));
  items_unfinished_ += before - owed_.size();
  run_not_before_ = std::max(run_not_before_, selection_->reached().revision());
  checkpoint_due_ = true;
}

void Watcher::AddBatch(absl::Time now, Message& message) {
  const Batch batch =
      pinned_ != nullptr ? selection_->NextBatch(*pinned_, cursor_, floor_) : selection_->NextBatch(cursor_, floor_);
  if (!batch.bytes->empty()) message.parts.push_back(batch.bytes);
  items_unfinished_ += batch.items;
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
  const CheckpointField field = pinned_ != nullptr ? EncodeCheckpoint(*checkpoint_, selection_->request_hash(), now)
                                                   : selection_->Checkpoint(now);
  message.parts.push_back(field.bytes);
  sent_state_ = field.source_state;
  cursor_ = After(checkpoint_->revision());
  floor_ = state::kNoRevision;
  run_begin_ = cursor_;
  run_not_before_ = checkpoint_->revision();
  pinned_.reset();
  items_unfinished_ = 0;
  checkpoint_due_ = false;
  is_at_checkpoint_ = true;
}

void Watcher::PinIfTooSlow(absl::Time now) {
  if (pinned_ != nullptr || items_unfinished_ <= 2 * static_cast<size_t>(selection_->reached().node_count)) return;
  pinned_ = pins_.Acquire(*selection_, {cursor_, run_not_before_}, now);
  if (pinned_ != nullptr && pinned_->reached.tip != selection_->reached().tip) cursor_ = run_begin_;
}

// Who lost it must write as much again before it asks for another, so that others have their turn.
void Watcher::DropLatePin(absl::Time now) {
  if (pinned_ == nullptr || (!pinned_->is_lost && now <= pinned_->made_at + kDrainPinWithin)) return;
  pinned_.reset();
  items_unfinished_ = 0;
}

}  // namespace rollcall::watch
