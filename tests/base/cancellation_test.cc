// SPDX-License-Identifier: Apache-2.0
// A cancellation wakes everything that waits for it, once.
#include "rollcall/cancellation.h"

#include <gtest/gtest.h>

#include <thread>

namespace rollcall {
namespace {

TEST(CancellationTest, CallsEachRegisteredFunctionOnce) {
  Cancellation cancellation;
  int calls = 0;
  Cancellation::Registration first(cancellation, [&] { ++calls; });
  Cancellation::Registration second(cancellation, [&] { calls += 10; });
  EXPECT_FALSE(cancellation.cancelled());
  cancellation.Cancel();
  cancellation.Cancel();
  EXPECT_TRUE(cancellation.cancelled());
  EXPECT_EQ(calls, 11);
}

TEST(CancellationTest, ARegistrationAfterTheCancellationIsCalledAtOnce) {
  Cancellation cancellation;
  cancellation.Cancel();
  int calls = 0;
  Cancellation::Registration registration(cancellation, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(CancellationTest, AFunctionIsNotCalledAfterItsRegistration) {
  Cancellation cancellation;
  int calls = 0;
  {
    Cancellation::Registration registration(cancellation, [&] { ++calls; });
  }
  cancellation.Cancel();
  EXPECT_EQ(calls, 0);
}

TEST(CancellationTest, AWaitEndsWithTheTimeOrTheCancellation) {
  Cancellation cancellation;
  EXPECT_FALSE(cancellation.WaitFor(absl::Milliseconds(1)));
  EXPECT_FALSE(cancellation.WaitFor(-absl::Seconds(1)));
  std::thread canceler([&] { cancellation.Cancel(); });
  EXPECT_TRUE(cancellation.WaitFor(absl::InfiniteDuration()));
  canceler.join();
  EXPECT_TRUE(cancellation.WaitFor(absl::ZeroDuration()));
}

TEST(CancellationDeathTest, ItMustOutliveItsRegistrations) {
  EXPECT_DEATH(
      {
        auto* cancellation = new Cancellation();
        Cancellation::Registration registration(*cancellation, [] {});
        delete cancellation;
      },
      "CHECK failed");
}

}  // namespace
}  // namespace rollcall
