// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/status_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::StartsWith;

std::string Text(const Line& line) { return LineText(line, Color::kNone); }

TEST(StatusLineTest, SaysWhereAndHowOldTheEvidenceIs) {
  EXPECT_EQ(Text(StatusLine("a:1", HeaderOf({}, 13), "")), "a:1  revision 13  as of 0.5 s ago");
}

TEST(StatusLineTest, WaitsBeforeTheFirstCheckpoint) {
  EXPECT_EQ(Text(StatusLine("a:1", {}, "")), "a:1  waiting for the first snapshot");
  EXPECT_EQ(Text(StatusLine("a:1", {}, "no answer yet from a:1\x1b")), "no answer yet from a:1\\x1b");
}

TEST(StatusLineTest, AWarningComesFirstAndHasAColor) {
  v1::Header header = HeaderOf({}, 13);
  SetTime(Noon() + absl::Seconds(13) + absl::Milliseconds(500), header.mutable_answer_time());
  header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(Text(StatusLine("a:1", header, "")), "STALE 14 s: no broker  a:1  revision 13");
  EXPECT_THAT(LineText(StatusLine("a:1", header, ""), Color::kAnsi), StartsWith("\x1b[1;31mSTALE"));
  EXPECT_EQ(Text(StatusLine("a:1", header, "lost the connection to a:1\x1b")),
            "STALE 14 s: lost the connection to a:1\\x1b");
  header.set_source_state(v1::SOURCE_STATE_BEHIND);
  EXPECT_THAT(Text(StatusLine("a:1", header, "")), StartsWith("STALE 14 s: the server has not read the topic"));
  header.clear_as_of_time();
  EXPECT_THAT(Text(StatusLine("a:1", header, "")), StartsWith("STALE: the server has not read"));
}

using SummaryLineTest = ScreenFixture;

TEST_F(SummaryLineTest, CountsNodesRowsAndChanges) {
  Hold({UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}}), UpNode(2, 2, {{"a", {}, ""}})});
  EXPECT_EQ(Text(SummaryLine(model_)), "2 up  3 rows by name");
  Change(UpNode(1, 3, {{"a", {}, "new"}}));
  Change(DownNode(4, 4));
  Change(InvalidNode(5, 5, "x"));
  model_.SortBy(Sort::kChanged);
  Refresh();
  EXPECT_EQ(Text(SummaryLine(model_)), "2 up, 1 down, 1 invalid  4 rows, changed first, 3 changed, 1 removed");
}

}  // namespace
}  // namespace rollcall::cli
