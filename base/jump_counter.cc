// SPDX-License-Identifier: Apache-2.0
#include "base/jump_counter.h"

namespace rollcall {
namespace {

// The wall clock is adjusted in small steps all the time. Only more than this, since the last jump, is a jump.
constexpr absl::Duration kJump = absl::Seconds(1);

}  // namespace

absl::Duration JumpCounter::Count(absl::Duration boot, absl::Time wall) {
  const absl::Time started = wall - boot;
  if (started - started_ >= kJump) jumps_ += started - started_;
  if (absl::AbsDuration(started - started_) >= kJump) started_ = started;
  return boot + jumps_;
}

}  // namespace rollcall
