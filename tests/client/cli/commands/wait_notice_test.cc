// SPDX-License-Identifier: Apache-2.0
// A long wait says what for, and a short one nothing.
#include "client/cli/commands/wait_notice.h"

#include <gtest/gtest.h>

#include "tests/testing/waiting_output.h"

namespace rollcall::cli {
namespace {

class WaitNoticeTest : public ::testing::Test {
 protected:
  testing::WaitingOutput err_;
  StringOutput out_;
  Cancellation cancellation_;
  CommandContext context_ = {.out = out_, .err = err_, .cancellation = cancellation_};
};

TEST_F(WaitNoticeTest, ALongWaitIsNamed) {
  const WaitNotice notice("revision 7", context_, absl::ZeroDuration());
  EXPECT_TRUE(err_.Await("rollcall: waiting for revision 7\n"));
}

TEST_F(WaitNoticeTest, AShortOneIsNot) {
  { const WaitNotice notice("revision 7", context_, absl::Hours(1)); }
  EXPECT_EQ(err_.text(), "");
}

TEST(AwaitedTextTest, SaysWhatWhereAndHowLong) {
  const ConnectionOptions connection = {.servers = "a:1,b:1", .timeout = absl::Seconds(2), .transport = {}};
  EXPECT_EQ(AwaitedText(connection, std::nullopt), "an answer from a:1,b:1 (at most 2s)");
  EXPECT_EQ(AwaitedText(connection, 7), "revision 7 at a:1,b:1 (at most 2s)");
}

TEST(NoticeTextTest, HasTheFailureIfThereIsOne) {
  EXPECT_EQ(NoticeText("x", ""), "waiting for x");
  EXPECT_EQ(NoticeText("x", "a:1 (connection refused)"), "waiting for x: a:1 (connection refused)");
}

}  // namespace
}  // namespace rollcall::cli
