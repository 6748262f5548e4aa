// SPDX-License-Identifier: Apache-2.0
// A moment, as two clocks show it: one that cannot be set, for ages and deadlines, and the wall clock, for people.
//
// Somebody may set the wall clock, so that the difference of two of its times says nothing about how much time went by.
// (Go's time.Time is the same pair, for the same reason.)
#pragma once

#include <compare>

#include "absl/time/time.h"

namespace rollcall {

class Instant {
 public:
  Instant() : Instant(absl::UnixEpoch()) {}
  // Both clocks show the same.
  explicit Instant(absl::Time time) : Instant(time - absl::UnixEpoch(), time) {}
  // `steady`: of a clock that cannot be set, since any fixed moment. `wall`: of the wall clock, at the same moment.
  Instant(absl::Duration steady, absl::Time wall) : steady_(steady), wall_(wall) {}

  // Time asleep counts. So does a jump of the wall clock forward by a second or more: a virtual machine that was paused
  // has no other sign of how long that was. Thread-safe; never earlier than an Instant that was read before.
  static Instant Now();
  static Instant InfinitePast() { return Instant(absl::InfinitePast()); }
  static Instant InfiniteFuture() { return Instant(absl::InfiniteFuture()); }

  // To be compared with times of the same process only.
  absl::Duration steady() const { return steady_; }
  // What the wall clock showed. It may have been set since.
  absl::Time wall() const { return wall_; }
  // This moment by the wall clock as it is set at `now`: the difference from now.wall() is the time that went by.
  absl::Time WallAt(const Instant& now) const { return now.wall_ - (now - *this); }

  Instant& operator+=(absl::Duration duration) { return *this = *this + duration; }
  Instant& operator-=(absl::Duration duration) { return *this = *this - duration; }
  friend Instant operator+(const Instant& a, absl::Duration b) { return {a.steady_ + b, a.wall_ + b}; }
  friend Instant operator-(const Instant& a, absl::Duration b) { return {a.steady_ - b, a.wall_ - b}; }
  friend absl::Duration operator-(const Instant& a, const Instant& b) { return a.steady_ - b.steady_; }
  friend bool operator==(const Instant& a, const Instant& b) { return a.steady_ == b.steady_; }
  friend std::strong_ordering operator<=>(const Instant& a, const Instant& b) {
    if (a.steady_ < b.steady_) return std::strong_ordering::less;
    return a.steady_ == b.steady_ ? std::strong_ordering::equal : std::strong_ordering::greater;
  }

 private:
  absl::Duration steady_;
  absl::Time wall_;
};

}  // namespace rollcall
