// SPDX-License-Identifier: Apache-2.0
// Decides when a wait says what it still waits for: not within its first second, not more than once a second, and only
// what has changed.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

// For one thread.
class Progress {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(1);

  explicit Progress(Instant began) : next_(began + kInterval) {}

  // Returns whether `text` has to be said at `now`, and assumes that it is said then.
  bool IsDue(const std::string& text, Instant now) {
    if (now < NextTick(text)) return false;
    said_ = text;
    next_ = now + kInterval;
    return true;
  }

  // When `text` will be due; InfiniteFuture if it has been said.
  Instant NextTick(const std::string& text) const { return text == said_ ? Instant::InfiniteFuture() : next_; }

 private:
  Instant next_;      // when something may be said
  std::string said_;  // the last text; empty before the first
};

}  // namespace rollcall::cli
