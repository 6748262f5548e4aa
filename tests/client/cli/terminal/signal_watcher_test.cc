// SPDX-License-Identifier: Apache-2.0
// Signals and closed pipes cancel.
#include "client/cli/terminal/signal_watcher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "absl/time/time.h"
#include "client/lib/cancellation.h"
#include "tests/client/cli/terminal/pipe.h"

namespace rollcall::cli {
namespace {

TEST(SignalWatcherTest, ASignalCancels) {
  Pipe pipe;
  client::Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcherTest, AClosedPipeCancelsWithoutAWrite) {
  Pipe pipe;
  client::Cancellation cancellation;
  SignalWatcher watcher(pipe.writer(), cancellation);
  pipe.CloseReader();
  EXPECT_TRUE(cancellation.WaitFor(absl::Seconds(10)));
}

TEST(SignalWatcherTest, ItsEndDoesNotCancel) {
  Pipe pipe;
  client::Cancellation cancellation;
  { SignalWatcher watcher(pipe.writer(), cancellation); }
  EXPECT_FALSE(cancellation.cancelled());
}

}  // namespace
}  // namespace rollcall::cli
