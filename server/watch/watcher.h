// SPDX-License-Identifier: Apache-2.0
// One watch: a cursor into its selection, and the rules by which it becomes messages.
//
// It holds nothing that grows with its lag. Not thread-safe; deterministic: time comes as an argument.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/state/store.h"
#include "server/watch/resume_token.h"
#include "server/watch/selection.h"

namespace rollcall::watch {

// How long a request waits for a revision that this replica has not reached.
inline constexpr absl::Duration kRevisionWait = absl::Seconds(10);

// One WatchStatusResponse, as pieces to be sent one after another. Never empty.
struct Message {
  std::vector<BytesPtr> parts;
};

// What a reader needs of a frozen order.
struct FrozenOrderNeed {
  state::ChangePosition cursor;             // everything up to here was sent since its last checkpoint
  int64_t not_before = state::kNoRevision;  // its next checkpoint must not be below
};

// The server keeps at most one frozen order, shared by the slow readers that need one. One that is not drained in 30 s
// is lost: taken away from readers that have stopped altogether as soon as another needs the slot.
class FrozenOrderSlot {
 public:
  // An order of `selection` that the reader can finish from where its run began; null: the slot is in use for something
  // else.
  std::shared_ptr<const FrozenOrder> Acquire(const Selection& selection, const FrozenOrderNeed& need, absl::Time now);

 private:
  std::weak_ptr<FrozenOrder> frozen_;
  const Selection* selection_ = nullptr;
};

struct WatchRequest {
  std::string resume_token;
  absl::Duration heartbeat = absl::Seconds(15);
  std::optional<int64_t> min_revision;
};

class Watcher {
 public:
  Watcher(std::shared_ptr<Selection> selection, WatchRequest request, FrozenOrderSlot& frozen_slot, absl::Time now);

  // What to write next; nullopt: nothing is due. Call it when the last message is written and the store has changed, at
  // WakeAt(), or at the selection's EvidenceExpiry(). An error ends the watch.
  absl::StatusOr<std::optional<Message>> Next(const state::Store& store, absl::Time now);

  // When Next() has something to say at the latest, even if the store does not change and the evidence does not lapse.
  absl::Time WakeAt() const;

  // Whether Next() may have something to say after any change of the store, not only after news of the selection: it
  // waits for a revision, or told that the evidence is old and the next may be fresh.
  bool WaitsForAnyChange() const { return !started_ || sent_state_ != selection_->reached().source().state; }

  const std::shared_ptr<Selection>& selection() const { return selection_; }

 private:
  enum class Start { kWaiting, kStarted };

  absl::StatusOr<Start> TryStart(const state::Store& store, absl::Time now);
  void BeginSnapshot(v1::SnapshotStarted::Reason reason);
  void BeginFromNothing();
  void ResumeOrSnapshot(const ResumeToken& token, const state::Store& store);
  std::optional<v1::SnapshotStarted::Reason> WhySnapshot(const ResumeToken& token, const state::Store& store) const;
  void ContinueFrom(const ResumeToken& token, size_t known_anchor, const state::Store& store);
  void EnterEpoch(const state::Store& store);
  bool SourceStateChanged(absl::Time now) const;
  bool IsDue(absl::Time now) const;
  Message Compose(absl::Time now);
  void AddPending(Message& message);
  void AddBatch(absl::Time now, Message& message);
  void AddCheckpoint(absl::Time now, Message& message);
  void FreezeIfTooSlow(absl::Time now);
  void DropLateFrozenOrder(absl::Time now);
  bool IsAhead(const ResumeToken& token) const;
  std::vector<PendingNode> PendingFrom(const ResumeToken& token, size_t known_anchor, const state::Changes& changes,
                                       const state::Store& store) const;

  const std::shared_ptr<Selection> selection_;
  const WatchRequest request_;
  FrozenOrderSlot& frozen_slot_;
  const absl::Time began_;

  bool started_ = false;
  uint64_t epoch_ = 0;
  state::ChangePosition cursor_;
  int64_t floor_ = state::kNoRevision;  // see Selection::NextBatch
  // A run is what is sent between two checkpoints: where its cursor began, and the revision below which it must not
  // end.
  state::ChangePosition catch_up_begin_;
  int64_t min_checkpoint_revision_ = state::kNoRevision;
  std::optional<v1::SnapshotStarted::Reason> snapshot_reason_;  // to be announced
  std::vector<PendingNode> pending_;                            // to be told one by one before the cursor moves
  std::shared_ptr<const FrozenOrder> frozen_;
  std::optional<Reached> checkpoint_;  // the last one sent
  bool is_at_checkpoint_ = false;      // nothing was sent after it
  size_t items_unfinished_ = 0;        // sent since the last checkpoint, or since a pin was lost
  bool checkpoint_due_ = true;
  v1::SourceState sent_state_ = v1::SOURCE_STATE_UNSPECIFIED;
  absl::Time sent_at_;
};

}  // namespace rollcall::watch
