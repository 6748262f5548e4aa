// SPDX-License-Identifier: Apache-2.0
#include "server/watch/wake_times.h"

#include <gtest/gtest.h>

#include "rollcall/instant.h"

namespace rollcall::watch {
namespace {

struct Named : WakeTime {};

const Instant kStart(absl::FromUnixSeconds(1'700'000'000));

class WakeTimesTest : public ::testing::Test {
 protected:
  Named a_, b_;
  WakeTimes<Named> times_;
};

TEST_F(WakeTimesTest, NoSubscriberIsWokenBeforeItsTime) {
  EXPECT_EQ(times_.Next(), Instant::InfiniteFuture());
  times_.Set(&a_, kStart + absl::Seconds(1));
  EXPECT_EQ(times_.Next(), kStart + absl::Seconds(1));
  EXPECT_EQ(times_.PopDue(kStart), nullptr);
}

TEST_F(WakeTimesTest, EachIsWokenOnceTheEarliestFirst) {
  times_.Set(&a_, kStart + absl::Seconds(2));
  times_.Set(&b_, kStart + absl::Seconds(1));
  EXPECT_EQ(times_.PopDue(kStart + absl::Seconds(2)), &b_);
  EXPECT_EQ(times_.PopDue(kStart + absl::Seconds(2)), &a_);
  EXPECT_EQ(times_.PopDue(kStart + absl::Seconds(2)), nullptr);
}

TEST_F(WakeTimesTest, TheEarliestOfItsTimesCounts) {
  times_.Set(&a_, kStart + absl::Seconds(3));
  times_.Set(&a_, kStart + absl::Seconds(1));
  times_.Set(&a_, kStart + absl::Seconds(5));
  EXPECT_EQ(times_.Next(), kStart + absl::Seconds(1));
  EXPECT_EQ(times_.PopDue(kStart + absl::Seconds(1)), &a_);
  EXPECT_EQ(times_.Next(), Instant::InfiniteFuture());
}

TEST_F(WakeTimesTest, AForgottenSubscriberIsNotWoken) {
  times_.Set(&a_, kStart);
  times_.Forget(&a_);
  times_.Forget(&b_);
  EXPECT_EQ(times_.PopDue(kStart), nullptr);
}

}  // namespace
}  // namespace rollcall::watch
