// SPDX-License-Identifier: Apache-2.0
#include "server/state/change_listeners.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/exit_code.h"

namespace rollcall::state {
namespace {

TEST(ChangeListenersTest, CallsEveryListenerOnceForEachChange) {
  ChangeListeners listeners;
  int first = 0;
  int second = 0;
  const Subscription a = listeners.Add([&] { ++first; });
  const Subscription b = listeners.Add([&] { ++second; });
  listeners.NotifyAll();
  listeners.NotifyAll();
  EXPECT_EQ(first, 2);
  EXPECT_EQ(second, 2);
}

TEST(ChangeListenersTest, AnEndedSubscriptionIsNotCalled) {
  ChangeListeners listeners;
  int ended = 0;
  int kept = 0;
  std::optional<Subscription> a = listeners.Add([&] { ++ended; });
  const Subscription b = listeners.Add([&] { ++kept; });
  a.reset();
  listeners.NotifyAll();
  EXPECT_EQ(ended, 0);
  EXPECT_EQ(kept, 1);
}

TEST(ChangeListenersTest, AMovedSubscriptionStaysRegistered) {
  ChangeListeners listeners;
  int calls = 0;
  std::optional<Subscription> moved;
  {
    Subscription original = listeners.Add([&] { ++calls; });
    moved.emplace(std::move(original));
  }
  listeners.NotifyAll();
  EXPECT_EQ(calls, 1);
  moved.reset();
  listeners.NotifyAll();
  EXPECT_EQ(calls, 1);
}

TEST(ChangeListenersTest, AfterTheEndOfASubscriptionItsListenerDoesNotRun) {
  ChangeListeners listeners;
  std::atomic<bool> stop = false;
  std::thread notifier([&] {
    while (!stop) listeners.NotifyAll();
  });
  for (int i = 0; i < 1000; ++i) {
    bool is_alive = true;  // a data race with the listener, for ThreadSanitizer, if it could still run
    {
      const Subscription subscription = listeners.Add([&is_alive] { EXPECT_TRUE(is_alive); });
    }
    is_alive = false;
  }
  stop = true;
  notifier.join();
}

TEST(ChangeListenersDeathTest, ASubscriptionThatOutlivesItsListenersIsABug) {
  const auto outlive = [] {
    auto listeners = std::make_unique<ChangeListeners>();
    const Subscription subscription = listeners->Add([] {});
    listeners.reset();
  };
  EXPECT_EXIT(outlive(), ::testing::ExitedWithCode(kExitBug), "listeners_.empty");
}

}  // namespace
}  // namespace rollcall::state
