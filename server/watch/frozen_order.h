// SPDX-License-Identifier: Apache-2.0
// A copy of a selection's order at one revision, for watches that are too slow for the live one: under constant change
// they would never reach its end, and so never a checkpoint.
//
// Not thread-safe; deterministic.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/watch/order.h"
#include "server/watch/selection.h"
#include "server/watch/selection_head.h"

namespace rollcall::watch {

struct FrozenOrder {
  Order order;  // empty once lost
  SelectionHead head;
  Instant frozen_at;
  bool is_lost = false;  // taken away, because another watch needed the slot

  // Whether a watch must not use it any longer.
  bool IsExpired(Instant now) const;
};

// What a watch needs from a frozen order.
struct FrozenOrderNeed {
  state::ChangePosition cursor;                          // everything up to here was sent since its last checkpoint
  int64_t min_checkpoint_revision = state::kNoRevision;  // its next checkpoint must not be below
};

// The server keeps at most one frozen order, shared by all slow watches that it fits. A watch has 30 s to drain it.
// After that a watch that has stopped reading loses it as soon as another one needs the slot.
class FrozenOrderSlot {
 public:
  // An order of `selection` that the watch can finish, beginning from where its present catch-up began. Null if the
  // slot is in use for something else.
  std::shared_ptr<const FrozenOrder> Acquire(const Selection& selection, const FrozenOrderNeed& need, Instant now);

 private:
  bool Fits(const FrozenOrder& frozen, const Selection& selection, const FrozenOrderNeed& need, Instant now) const;

  std::weak_ptr<FrozenOrder> frozen_;
  const Selection* selection_ = nullptr;  // that frozen_ was copied from; compared, never followed
};

}  // namespace rollcall::watch
