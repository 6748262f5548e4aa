// SPDX-License-Identifier: Apache-2.0
// A frame fits its screen and shows what is important.
#include "client/cli/render/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "client/cli/render/text.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FrameTest : public ::testing::Test {
 protected:
  void Hold(const std::vector<v1::NodeStatus>& nodes) {
    for (const v1::NodeStatus& node : nodes) nodes_[node.node_id()] = node;
    input_.server = "127.0.0.1:50051";
    input_.header = HeaderOf(nodes, 13);
    input_.since_header = absl::Seconds(1);
    input_.nodes = &nodes_;
    input_.width = 100;
  }

  std::map<int32_t, v1::NodeStatus> nodes_;
  FrameInput input_;
};

TEST_F(FrameTest, ShowsTheStatusOfTheWatchAndTheTable) {
  Hold({UpNode(1, 11, {{"name_a", {"foo"}, "text"}}), DownNode(2, 12)});
  EXPECT_THAT(Frame(input_), ElementsAre("127.0.0.1:50051  revision 13  2 nodes  as of 1.5 s ago",
                                         "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  AGE   DESCRIPTION",
                                         "  name_a            1        [foo]         61 s  text",
                                         "  node 2 is down; last word at 2026-03-01T11:59:00Z"));
}

TEST_F(FrameTest, SaysThatATimeIsInTheFutureUntilItIsNot) {
  v1::NodeStatus node = FutureNode(1, 11, {{"name_a", {"foo"}, "text"}});
  Hold({node});
  EXPECT_THAT(Frame(input_), ElementsAre(HasSubstr("as of 1.5 s ago"), HasSubstr("AGE"),
                                         "  name_a            1        [foo]         in 2 h (clock?)  text",
                                         "  the status of node 1 is dated 2 h ahead (clock?)"));
  input_.since_header = absl::Hours(3) + absl::Seconds(7);
  EXPECT_THAT(Frame(input_), ElementsAre(HasSubstr("as of 3 h ago"), HasSubstr("AGE"),
                                         "  name_a            1        [foo]         7 s  text"));
}

TEST_F(FrameTest, MarksChangedRowsNotByColorAlone) {
  Hold({UpNode(1, 11, {{"a", {}, ""}, {"b", {}, ""}})});
  input_.changed = {{1, "b"}};
  std::vector<std::string> frame = Frame(input_);
  EXPECT_TRUE(absl::StartsWith(frame[2], "  a "));
  EXPECT_TRUE(absl::StartsWith(frame[3], "* b "));
  input_.color = Color::kAnsi;
  EXPECT_TRUE(absl::StartsWith(Frame(input_)[3], "\x1b[1m* b "));
}

TEST_F(FrameTest, FitsTheHeightAndSaysHowMuchIsMissing) {
  std::vector<v1::NodeStatus> nodes;
  for (int id = 0; id < 40; ++id) nodes.push_back(UpNode(id, id, {{"a", {}, ""}}));
  nodes.push_back(DownNode(40, 40));
  Hold(nodes);
  input_.height = 8;
  const std::vector<std::string> frame = Frame(input_);
  ASSERT_EQ(frame.size(), 8u);
  EXPECT_EQ(frame[6], "  36 more");
  EXPECT_THAT(frame[7], HasSubstr("node 40 is down")) << "a long table does not hide a broken node";
  input_.changed = {{30, "a"}};
  EXPECT_EQ(Frame(input_)[6], "* 36 more, 1 of them changed");
  for (size_t height = 1; height < 8; ++height) {
    input_.height = height;
    EXPECT_EQ(Frame(input_).size(), height);
  }
}

TEST_F(FrameTest, CountsChangedNotesThatAreMissing) {
  std::vector<v1::NodeStatus> nodes;
  for (int id = 0; id < 40; ++id) nodes.push_back(DownNode(id, id));
  Hold(nodes);
  input_.height = 8;
  input_.changed = {{39, ""}};
  EXPECT_THAT(Frame(input_), ::testing::Contains(HasSubstr("more, 1 of them changed")));
}

TEST_F(FrameTest, FitsTheWidth) {
  Hold({UpNode(1, 11, {{"a", {}, std::string(200, 'x')}})});
  input_.width = 30;
  input_.connection_message = std::string(90, 'y');
  for (const std::string& line : Frame(input_)) EXPECT_LE(DisplayWidth(line), 30u) << line;
}

TEST_F(FrameTest, ShowsAnOldSourceAndALostConnection) {
  Hold({});
  input_.width = 120;
  input_.header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_THAT(Frame(input_)[0], HasSubstr("no broker answers the server"));
  input_.connection_message = "lost a:1\x1b";
  EXPECT_EQ(Frame(input_)[0], "lost a:1\\x1b; shown as of 1.5 s ago");
}

TEST_F(FrameTest, BeforeTheFirstCheckpointItWaits) {
  input_.server = "a:1";
  input_.nodes = &nodes_;
  EXPECT_THAT(Frame(input_), ElementsAre("a:1  waiting for the first snapshot"))
      << "an empty table would say that nothing runs";
}

}  // namespace
}  // namespace rollcall::cli
