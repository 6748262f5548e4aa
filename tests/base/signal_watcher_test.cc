// SPDX-License-Identifier: Apache-2.0
// Signals and closed pipes cancel.
#include "base/signal_watcher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "absl/time/time.h"
#include "rollcall/cancellation.h"
#include "tests/testing/pipe.h"

namespace rollcall {
namespace {

TEST(SignalWatcherTest, ASignalCancels) {
  testing::Pipe pipe;
  Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcherTest, SaysWhichSignalItWas) {
  Cancellation ended;
  std::atomic<int> seen = 0;
  SignalWatcher watcher(-1, [&](int signal) {
    seen = signal;
    ended.Cancel();
  });
  kill(getpid(), SIGHUP);
  EXPECT_TRUE(ended.WaitFor(absl::Seconds(10)));
  EXPECT_EQ(seen, SIGHUP);
}

// As under nohup. The signal that is not ignored shows that the other one had its chance.
TEST(SignalWatcherTest, ASignalThatIsIgnoredStaysIgnored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  Cancellation ended;
  std::atomic<int> seen = 0;
  SignalWatcher watcher(-1, [&](int signal) {
    seen = signal;
    ended.Cancel();
  });
  kill(getpid(), SIGHUP);  // SIGHUP has the smaller number, so a signalfd would give it first
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(ended.WaitFor(absl::Seconds(10)));
  EXPECT_EQ(seen, SIGTERM);
  std::signal(SIGHUP, SIG_IGN);  // discards one that is pending because another test has blocked it
  std::signal(SIGHUP, before);
}

TEST(SignalWatcherTest, AClosedPipeCancelsWithoutAWrite) {
  testing::Pipe pipe;
  Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  pipe.CloseReader();
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcherTest, ItsEndDoesNotCancel) {
  testing::Pipe pipe;
  Cancellation cancellation;
  { SignalWatcher watcher(pipe.writer(), cancellation); }
  EXPECT_FALSE(cancellation.cancelled());
}

}  // namespace
}  // namespace rollcall
