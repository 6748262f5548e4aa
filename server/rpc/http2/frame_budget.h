// SPDX-License-Identifier: Apache-2.0
// How many frames that cost the server work and the peer nothing a peer may send: a token bucket. Not thread-safe;
// deterministic.
#pragma once

#include <algorithm>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::rpc {

class FrameBudget {
 public:
  struct Limits {
    double burst = 1000;      // frames at once
    double per_second = 100;  // in the long run
  };

  FrameBudget(Limits limits, Instant now) : limits_(limits), left_(limits.burst), counted_at_(now) {}

  // Takes one frame out; false if the peer has sent too many.
  bool Take(Instant now) {
    const double earned = absl::ToDoubleSeconds(now - counted_at_) * limits_.per_second;
    counted_at_ = now;
    left_ = std::min(limits_.burst, left_ + earned) - 1;
    return left_ >= 0;
  }
  // The peer may send one more, because it answers what was sent to it.
  void Grant(double frames) { left_ = std::min(limits_.burst, left_ + frames); }

 private:
  const Limits limits_;
  double left_;
  Instant counted_at_;
};

}  // namespace rollcall::rpc
