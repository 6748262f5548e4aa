// SPDX-License-Identifier: Apache-2.0
// The clock behind Instant::Now.
#pragma once

#include "absl/time/time.h"

namespace rollcall {

// Makes the clock of Instant::Now: the time since the machine was started, and the jumps of the wall clock. Plain code;
// not thread-safe.
class JumpCounter {
 public:
  // `boot`: the time since the machine was started. Returns it, plus all jumps of the wall clock forward so far.
  absl::Duration Count(absl::Duration boot, absl::Time wall);

 private:
  absl::Time started_ = absl::InfiniteFuture();  // when the machine was started, by the wall clock; unknown at first
  absl::Duration jumps_;
};

}  // namespace rollcall
