// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/held_bytes.h"

#include <utility>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

// Below this, counting a shared piece more than once is cheaper than finding it.
constexpr size_t kLargeBytes = 16 << 10;

}  // namespace

void HeldBytes::Holder::Leave() {
  previous_->next_ = next_;
  next_->previous_ = previous_;
  previous_ = next_ = this;
}

void HeldBytes::Join(Holder& holder) {
  if (holder.IsHolding()) return;
  holder.since_ = now_;
  holder.previous_ = list_.previous_;
  holder.next_ = &list_;
  holder.previous_->next_ = &holder;
  list_.previous_ = &holder;
}

void HeldBytes::Hold(Holder& holder, size_t bytes) {
  Remove(std::exchange(holder.held_, bytes));
  Add(bytes);
  bytes > 0 ? Join(holder) : holder.Leave();
}

void HeldBytes::Add(const Message& message) {
  for (const SharedBytes& piece : message) {
    if (piece->size() < kLargeBytes || ++shared_[piece.get()] == 1) Add(piece->size());
  }
}

void HeldBytes::Remove(const Message& message) {
  for (const SharedBytes& piece : message) {
    if (piece->size() < kLargeBytes) {
      Remove(piece->size());
      continue;
    }
    const auto found = shared_.find(piece.get());
    CHECK(found != shared_.end());
    if (--found->second > 0) continue;
    shared_.erase(found);
    Remove(piece->size());
  }
}

bool HeldBytes::LetGoOfOldest(absl::Duration at_least) {
  Holder* const oldest = list_.next_;
  if (oldest == &list_ || now_ - oldest->since_ < at_least) return false;
  oldest->Leave();
  oldest->OnMustLetGo();
  return true;
}

}  // namespace rollcall::rpc
