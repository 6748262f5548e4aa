// SPDX-License-Identifier: Apache-2.0
// How much work a slice may still do. Work is counted in bytes looked at (select::Matcher::work) and not in time, so
// that a test can repeat it exactly. Not thread-safe.
#pragma once

#include <cstdint>
#include <limits>

namespace rollcall::watch {

class WorkBudget {
 public:
  explicit WorkBudget(int64_t work) : left_(work) {}
  static WorkBudget Unlimited() { return WorkBudget(std::numeric_limits<int64_t>::max()); }

  // May be more than what is left: what an item costs is known only afterwards.
  void Spend(int64_t work) { left_ -= work; }
  bool IsSpent() const { return left_ <= 0; }
  int64_t left() const { return left_; }

 private:
  int64_t left_;
};

}  // namespace rollcall::watch
