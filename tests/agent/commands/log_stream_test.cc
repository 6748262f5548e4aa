// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/log_stream.h"

#include <gtest/gtest.h>

#include "tests/testing/captured_log.h"

namespace rollcall::agent {
namespace {

TEST(LogStreamTest, EachLineIsOneOfTheLog) {
  rollcall::testing::CapturedLog log;
  LogStream stream;
  stream << "rollcall-agent: "
         << "still " << 4 << " to go\nnext" << std::flush;
  EXPECT_EQ(log.Lines(), "warning msg=\"still 4 to go\"\n");
  stream << " line\n";
  EXPECT_EQ(log.Lines(), "warning msg=\"next line\"\n");
}

}  // namespace
}  // namespace rollcall::agent
