// SPDX-License-Identifier: Apache-2.0
#include "server/watch/frozen_order.h"

#include "rollcall/instant.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kDrainWithin = absl::Seconds(30);
constexpr absl::Duration kShareWithin = absl::Seconds(15);  // a watch that comes later would not have time to drain it

}  // namespace

bool FrozenOrder::IsExpired(Instant now) const { return is_lost || now > frozen_at + kDrainWithin; }

// A watch that takes over an older frozen order starts its catch-up again from the beginning: nodes that it passed in
// the live order may have been at an earlier position when the order was frozen. What the watch has sent so far is at
// or before its cursor, so it has not changed since then.
bool FrozenOrderSlot::Fits(const FrozenOrder& frozen, const Selection& selection, const FrozenOrderNeed& need,
                           Instant now) const {
  return selection_ == &selection && frozen.head.epoch() == selection.head().epoch() &&
         frozen.head.revision() >= need.min_checkpoint_revision && need.cursor <= After(frozen.head.revision()) &&
         now <= frozen.frozen_at + kShareWithin;
}

std::shared_ptr<const FrozenOrder> FrozenOrderSlot::Acquire(const Selection& selection, const FrozenOrderNeed& need,
                                                            Instant now) {
  const std::shared_ptr<FrozenOrder> present = frozen_.lock();
  if (present != nullptr && !present->IsExpired(now)) {
    return Fits(*present, selection, need, now) ? present : nullptr;
  }
  if (present != nullptr) {
    present->is_lost = true;
    present->order.clear();
  }
  const auto fresh = std::make_shared<FrozenOrder>(FrozenOrder{selection.order(), selection.head(), now});
  frozen_ = fresh;
  selection_ = &selection;
  return fresh;
}

}  // namespace rollcall::watch
