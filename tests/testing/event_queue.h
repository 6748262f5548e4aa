// SPDX-License-Identifier: Apache-2.0
// Virtual time, and what happens in it: deterministic, without threads.
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "rollcall/instant.h"

namespace rollcall::testing {

class EventQueue {
 public:
  explicit EventQueue(Instant start) : now_(start) {}

  Instant now() const { return now_; }
  // Acts of one moment happen in the order in which they were added. A moment that has passed is now.
  void At(Instant time, std::function<void()> act) { acts_.emplace(time < now_ ? now_ : time, std::move(act)); }
  void After(absl::Duration pause, std::function<void()> act) { At(now_ + pause, std::move(act)); }
  void RunUntil(Instant end) {
    while (!acts_.empty() && acts_.begin()->first <= end) {
      auto next = acts_.extract(acts_.begin());
      now_ = next.key();
      next.mapped()();
    }
    now_ = end;
  }

 private:
  Instant now_;
  std::multimap<Instant, std::function<void()>> acts_;
};

}  // namespace rollcall::testing
