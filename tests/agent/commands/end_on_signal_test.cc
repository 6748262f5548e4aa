// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/end_on_signal.h"

#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <sstream>
#include <utility>

namespace rollcall::agent {
namespace {

TEST(EndOnSignalTest, EndsTheProcessAndSaysWhetherAnythingIsWritten) {
  const WriteProgress nothing;
  EXPECT_EXIT(EndBySignal(SIGINT, nothing, std::cerr), ::testing::ExitedWithCode(128 + SIGINT),
              "rollcall-agent: ended by SIGINT: nothing was written");
  WriteProgress progress;
  progress.Written("a record at offset 42");
  EXPECT_EXIT(EndBySignal(SIGTERM, progress, std::cerr), ::testing::ExitedWithCode(128 + SIGTERM),
              "ended by SIGTERM: written: a record at offset 42");
}

TEST(EndOnSignalTest, ListensWhileTheResultLives) {
  std::istringstream in;
  std::ostringstream out;
  Cancellation cancellation;
  std::function<void(int)> on_signal;
  CommandContext context{.in = in, .out = out, .err = std::cerr, .cancellation = cancellation};
  context.call_on_signal = [&](std::function<void(int)> call) {
    on_signal = std::move(call);
    return nullptr;
  };
  WriteProgress progress;
  const std::shared_ptr<void> watch = EndOnSignal(context, progress);
  ASSERT_NE(on_signal, nullptr);
  progress.Begin("a record for topic t");
  EXPECT_EXIT(on_signal(SIGHUP), ::testing::ExitedWithCode(128 + SIGHUP), "SIGHUP: .* may be written");
}

}  // namespace
}  // namespace rollcall::agent
