// SPDX-License-Identifier: Apache-2.0
// The event loop, its timers and its notifiers.
#include "server/rpc/loop/event_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "server/rpc/loop/notifier.h"
#include "server/rpc/loop/timer.h"
#include "tests/testing/waiting.h"

namespace rollcall::rpc {
namespace {

using testing::Eventually;

TEST(EventLoopTest, RunsWhatIsPostedInOrderOnItsThread) {
  EventLoop loop;
  std::vector<int> order;
  std::promise<void> done;
  loop.Post([&] { order.push_back(1); });  // before it has started
  loop.Start("test");
  loop.Post([&] {
    EXPECT_TRUE(loop.IsOnThread());
    order.push_back(2);
    done.set_value();
  });
  done.get_future().wait();
  EXPECT_FALSE(loop.IsOnThread());
  loop.Stop();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(EventLoopTest, StopRunsWhatWasPostedBeforeAndDropsTheRest) {
  EventLoop loop;
  std::atomic<int> runs = 0;
  loop.Start("test");
  for (int i = 0; i < 100; ++i) loop.Post([&] { ++runs; });
  loop.Stop();
  EXPECT_EQ(runs, 100);
  loop.Post([&] { ++runs; });
  loop.Stop();
  EXPECT_EQ(runs, 100);
}

TEST(EventLoopTest, ATurnEndsWithTheHook) {
  EventLoop loop;
  std::atomic<int> posted = 0;
  std::atomic<int> seen_by_hook = 0;
  loop.SetTurnHook([&] { seen_by_hook = posted.load(); });
  loop.Start("test");
  loop.Post([&] { ++posted; });
  EXPECT_TRUE(Eventually([&] { return seen_by_hook == 1; }));
  loop.Stop();
}

TEST(EventLoopTest, ANotifierIsCalledOnceForManyNotifications) {
  EventLoop loop;
  int calls = 0;
  Notifier notifier(loop, [&] { ++calls; });
  for (int i = 0; i < 100; ++i) notifier.Notify();
  std::promise<void> done;
  loop.Start("test");
  loop.Post([&] { loop.Post([&] { done.set_value(); }); });
  done.get_future().wait();
  loop.Stop();
  EXPECT_EQ(calls, 1);
}

TEST(EventLoopTest, ANotificationDuringTheCallIsAnotherCall) {
  EventLoop loop;
  std::atomic<int> calls = 0;
  std::unique_ptr<Notifier> notifier;
  notifier = std::make_unique<Notifier>(loop, [&] {
    if (++calls == 1) notifier->Notify();
  });
  notifier->Notify();
  loop.Start("test");
  EXPECT_TRUE(Eventually([&] { return calls == 2; }));
  loop.Stop();
  notifier.reset();
}

TEST(EventLoopTest, TimersFireAndCanBeStopped) {
  EventLoop loop;
  std::atomic<int> fired = 0;
  std::atomic<int> repeated = 0;
  std::atomic<bool> stopped_fired = false;
  Timer once(loop, [&] { ++fired; });
  Timer repeating(loop, [&] { ++repeated; });
  Timer stopped(loop, [&] { stopped_fired = true; });
  once.Set(absl::Milliseconds(1));
  repeating.Repeat(absl::Milliseconds(1));
  stopped.Set(absl::Milliseconds(1));
  stopped.Stop();
  loop.Start("test");
  EXPECT_TRUE(Eventually([&] { return fired == 1 && repeated >= 3; }));
  loop.Stop();
  EXPECT_EQ(fired, 1);
  EXPECT_FALSE(stopped_fired);
}

TEST(EventLoopTest, ATimerCanBeSetToAnotherTime) {
  EventLoop loop;
  std::atomic<bool> fired = false;
  Timer timer(loop, [&] { fired = true; });
  timer.Set(absl::InfiniteDuration());
  timer.Set(-absl::Seconds(1));
  loop.Start("test");
  EXPECT_TRUE(Eventually([&] { return fired.load(); }));
  loop.Stop();
}

}  // namespace
}  // namespace rollcall::rpc
