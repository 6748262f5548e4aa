// SPDX-License-Identifier: Apache-2.0
// Shows a scripted watch in a view, on a manual clock and without a network.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/terminal/output.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/instant.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::cli {

class ViewFixture : public ::testing::Test {
 protected:
  // A watch of the server a:1, which sends `steps`. Its events go to `view`.
  std::unique_ptr<client::ClusterWatch> MakeWatch(WatchView& view, std::vector<testing::WatchStep> steps) {
    servers_.AddWatch("a:1", std::move(steps));
    return std::make_unique<client::ClusterWatch>(std::make_unique<client::ResumingWatch>(
        std::vector<std::string>{"a:1"}, client::WatchTimes(), v1::WatchStatusRequest(), servers_, clock_,
        cancellation_, view, [] { return 0.0; }));
  }
  // Waits for the next message and shows it in `view`.
  static void ShowNext(client::ClusterWatch& watch, WatchView& view) {
    client::ViewStep step;
    ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), client::WatchRead::kMessage);
    EXPECT_TRUE(view.OnMessage(step, watch).ok());
  }

  testing::ManualClock clock_;
  Cancellation cancellation_;
  testing::ScriptedServers servers_{clock_};
  StringOutput out_;
  StringOutput err_;
  TerminalSize size_ = {.width = 80, .height = 10};
  CommandContext context_ = {.out = out_,
                             .err = err_,
                             .terminal_size = [this] { return size_; },
                             .cancellation = cancellation_,
                             .clock = clock_};
};

}  // namespace rollcall::cli
