// SPDX-License-Identifier: Apache-2.0
// One watch: a cursor into its selection, and the rules by which it becomes messages.
//
// It holds nothing that grows with its lag. Not thread-safe; deterministic: time comes as an argument.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/encoding/bytes.h"
#include "server/state/store.h"
#include "server/watch/frozen_order.h"
#include "server/watch/resume.h"
#include "server/watch/selection.h"
#include "server/watch/selection_head.h"
#include "server/watch/watch_request.h"

namespace rollcall::watch {

struct Message {
  // One WatchStatusResponse, as pieces to be sent one after another. Never empty.
  absl::InlinedVector<encoding::BytesPtr, 2> parts;
  // No other message is due now, so that the watcher need not be asked for one.
  bool is_last = false;
  // For metrics: the snapshot that it begins, and, if it has a checkpoint, how many changes since the last one were
  // never sent, because later changes of the same nodes replaced them first.
  std::optional<v1::SnapshotStarted::Reason> snapshot_reason = std::nullopt;
  uint64_t conflated = 0;
};

class Watcher {
 public:
  // Borrows the slot, which all watchers of a server share.
  Watcher(std::shared_ptr<Selection> selection, WatchRequest request, FrozenOrderSlot& frozen_slot, Instant now);

  // The message to write next; nullopt if none is due. Call it when a message is written that was not the last, when
  // the store has changed, at WakeAt(), at the selection's EvidenceExpiry(), or when the selection's work is done. An
  // error ends the watch.
  absl::StatusOr<std::optional<Message>> Next(const state::Store& store, Instant now);

  // When Next() has a message at the latest, even if the store does not change and the evidence does not expire.
  // InfiniteFuture while it has to wait for the selection's work.
  Instant WakeAt() const;

  // True if any change of the store can make Next() due, not only a change of this selection: the watch is still
  // waiting for its revision, or its client was sent a source state that the next change may correct.
  bool WaitsForAnyChange() const;

  const std::shared_ptr<Selection>& selection() const { return selection_; }

 private:
  // What is sent between two checkpoints.
  struct CatchUp {
    state::ChangePosition begin;                                                // of its cursor
    int64_t min_checkpoint_revision = state::kNoRevision;                       // its checkpoint must not be below
    state::ChangePosition cursor;                                               // everything up to here was sent
    int64_t floor = state::kNoRevision;                                         // see EncodeBatch
    std::optional<v1::SnapshotStarted::Reason> snapshot_reason = std::nullopt;  // still to be sent
    std::vector<PendingNode> pending = {};                // to be sent one by one before the cursor moves
    std::shared_ptr<const FrozenOrder> frozen = nullptr;  // read instead of the live order
    bool is_checkpoint_due = true;

    // For a client that holds nothing.
    static CatchUp FromNothing(int64_t present_revision) {
      return {.begin = kBeforeStart,
              .min_checkpoint_revision = present_revision,
              .cursor = kBeforeStart,
              .floor = present_revision};
    }
    // For a client that holds everything up to `cursor`.
    static CatchUp From(state::ChangePosition cursor, int64_t min_checkpoint_revision) {
      return {.begin = cursor, .min_checkpoint_revision = min_checkpoint_revision, .cursor = cursor};
    }
  };

  bool has_started() const { return epoch_ != 0; }
  // Starts unless the watch has to wait for its revision, or for the selection to reach the store's epoch.
  absl::Status TryStart(const state::Store& store, Instant now);
  int64_t WantedRevision() const;
  void Start(const state::Store& store);
  void BeginSnapshot(v1::SnapshotStarted::Reason reason);
  void Resume(const ResumeToken& token, const state::Store& store);
  void EnterEpoch(const state::Store& store);
  void SnapshotIfRemovalsWereForgotten();
  bool IsDue(Instant now) const;
  Message Compose(Instant now);
  void AddPending(Message& message);
  void AddBatch(Instant now, Message& message);
  void AddCheckpoint(Instant now, Message& message);
  uint64_t CountConflated() const;
  void FreezeIfTooSlow(Instant now);
  void DropExpiredFrozenOrder(Instant now);

  const std::shared_ptr<Selection> selection_;
  const WatchRequest request_;
  const std::optional<ResumeToken> token_;  // nullopt if none was given, or none that this server can read
  FrozenOrderSlot& frozen_slot_;
  const Instant began_;

  uint64_t epoch_ = 0;  // of the selection that it is in; 0 until it has started
  CatchUp catch_up_;
  // Items of the order sent since the last checkpoint, or since a frozen order was lost. It goes on over a snapshot
  // that begins again, which may be what keeps the client from a checkpoint.
  size_t items_since_checkpoint_ = 0;
  // Selection::shown_changes at the last checkpoint; nullopt if more than the changes since is sent until the next one.
  std::optional<uint64_t> changes_at_checkpoint_;
  std::optional<SelectionHead> checkpoint_;  // the last one that was sent
  bool is_at_checkpoint_ = false;            // nothing was sent after it
  v1::SourceState sent_state_ = v1::SOURCE_STATE_UNSPECIFIED;
  Instant heartbeat_at_;  // of a watch that has started
};

}  // namespace rollcall::watch
