// SPDX-License-Identifier: Apache-2.0
// A frame fits its screen and shows what is important.
#include "client/cli/screen/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class FrameTest : public ScreenFixture {
 protected:
  FrameTest() {
    input_.server = "127.0.0.1:50051";
    input_.since_header = absl::Seconds(1);
    input_.model = &model_;
    input_.width = 100;
  }
  void HoldMany(int count) {
    std::vector<v1::NodeStatus> nodes;
    for (int id = 0; id < count; ++id) nodes.push_back(UpNode(id, id, {{"a", {}, ""}}));
    nodes.push_back(DownNode(count, count));
    Hold(nodes);
  }
  std::vector<std::string> Render() {
    input_.header = header();
    std::vector<std::string> lines;
    for (const Line& line : RenderFrame(input_).lines) lines.push_back(LineText(line, Color::kNone));
    return lines;
  }

  FrameInput input_;
};

TEST_F(FrameTest, ShowsTheStatusTheCountsAndTheTable) {
  Hold({UpNode(1, 11, {{"name_a", {"foo"}, "text"}}), DownNode(2, 12)});
  EXPECT_THAT(Render(), ElementsAre("127.0.0.1:50051  revision 13  as of 1.5 s ago", "1 up, 1 down  2 rows by name",
                                    "  NODE  STATE  AGE   COPROCESSOR NAME  INPUT TOPICS  DESCRIPTION",
                                    "  1     up     61 s  name_a            [foo]         text",
                                    "! 2     down   61 s  -", StartsWith("! node 2 is down")));
}

TEST_F(FrameTest, SaysThatATimeIsInTheFutureUntilItIsNot) {
  Hold({FutureNode(1, 11, {{"name_a", {"foo"}, "text"}})});
  EXPECT_THAT(Render(), Contains("  1     up     in 2 h (clock?)  name_a            [foo]         text"));
  EXPECT_THAT(Render(), Contains("! the status of node 1 is dated 2 h ahead (clock?)"));
  input_.since_header = absl::Hours(3) + absl::Seconds(7);
  EXPECT_THAT(Render()[3], StartsWith("  1     up     7 s "));
  EXPECT_THAT(Render(), Not(Contains(StartsWith("!"))));
}

TEST_F(FrameTest, BeforeTheFirstCheckpointItWaits) {
  EXPECT_THAT(Render(), ElementsAre("127.0.0.1:50051  waiting for the first snapshot"))
      << "an empty table would say that nothing runs";
}

TEST_F(FrameTest, FitsTheHeightAndSaysWhatIsNotVisible) {
  HoldMany(40);
  input_.height = 9;
  EXPECT_THAT(Render()[7], StartsWith("! node 40 is down")) << "a long table does not hide a broken node";
  EXPECT_EQ(Render()[8], "  rows 1-4 of 41");
  Change(UpNode(30, 50, {{"a", {}, "new"}}));
  EXPECT_EQ(Render()[8], "  rows 1-4 of 41 (1 changed elsewhere)");
  input_.top = 29;
  EXPECT_EQ(Render()[8], "  rows 30-33 of 41");
  EXPECT_THAT(Render(), Contains(StartsWith("* 30 ")));
  for (const bool has_keyboard : {false, true}) {
    if (has_keyboard) input_.keyboard.emplace();
    for (size_t height = 1; height < 60; ++height) {
      input_.height = height;
      input_.top = 0;
      EXPECT_LE(Render().size(), height);
      if (height < 40) {
        EXPECT_EQ(Render().size(), height);
      }
    }
  }
}

TEST_F(FrameTest, SaysHowManyNotesAreMissing) {
  HoldMany(1);
  for (int id = 2; id < 20; ++id) Change(DownNode(id, id));
  input_.height = 12;
  EXPECT_THAT(Render(), Contains("! 18 more nodes to look at"));
}

TEST_F(FrameTest, FitsTheWidth) {
  Hold({UpNode(1, 11, {{std::string(200, 'n'), {std::string(300, 't')}, std::string(200, 'x')}}), DownNode(2, 12)});
  input_.keyboard = KeyboardInput{.prompt = std::string(300, 'p')};
  for (input_.width = 1; input_.width < 130; ++input_.width) {
    for (const Line& line : RenderFrame(input_).lines) EXPECT_LE(LineWidth(line), input_.width);
  }
}

TEST_F(FrameTest, ALongNameLeavesRoomForTheOtherColumns) {
  Hold({UpNode(1, 11, {{std::string(200, 'n'), {"topic_in"}, "describes"}})});
  for (input_.width = 80; input_.width <= 200; input_.width += 40) {
    EXPECT_THAT(Render()[3], HasSubstr("nnn…  [topic_in]    describes")) << input_.width;
    EXPECT_THAT(Render()[3], StartsWith("  1     up     61 s  nnn"));
  }
}

TEST_F(FrameTest, ColumnsDoNotBecomeNarrowerWhenRowsScroll) {
  Hold({UpNode(1, 11, {{std::string(30, 'a'), {}, ""}, {"b", {}, ""}})});
  input_.height = 4;
  input_.header = header();
  const Frame first = RenderFrame(input_);
  input_.top = 1;
  input_.min_widths = first.wanted;
  EXPECT_EQ(RenderFrame(input_).wanted.name, 30u);
}

TEST_F(FrameTest, AKeyboardHasACursorAndAFooter) {
  HoldMany(2);
  input_.keyboard.emplace();
  input_.keyboard->cursor = 1;
  EXPECT_THAT(Render()[4], StartsWith(" >1 "));
  EXPECT_EQ(Render().back(), "rows 1-3 of 3  ? help  q quit");
  EXPECT_EQ(Render().size(), 24u) << "the footer is at the bottom";
  input_.keyboard->message = "no row has \"x\x1b\"";
  EXPECT_EQ(Render().back(), "no row has \"x\\x1b\"");
  input_.keyboard->prompt = "na";
  EXPECT_EQ(Render().back(), "/na_");
}

TEST_F(FrameTest, WhatIsTypedIsVisibleAtEveryHeight) {
  HoldMany(2);
  input_.keyboard = KeyboardInput{.prompt = "na"};
  for (input_.height = 1; input_.height < 5; ++input_.height) EXPECT_EQ(Render().back(), "/na_");
}

TEST_F(FrameTest, TheHelpCoversTheScreen) {
  HoldMany(2);
  input_.keyboard = KeyboardInput{.shows_help = true};
  EXPECT_THAT(Render()[0], HasSubstr("Up Down"));
  EXPECT_THAT(Render(), Not(Contains(HasSubstr("COPROCESSOR"))));
}

TEST_F(FrameTest, NamesWhatIsGone) {
  Hold({UpNode(1, 1, {{"a", {}, ""}}), UpNode(2, 2)});
  Remove(1);
  EXPECT_THAT(Render(), Contains(StartsWith("- 1     gone ")));
  EXPECT_THAT(Render(), Contains("- node 1 is gone: deleted"));
}

TEST_F(FrameTest, SaysWhyTheFilterDoesNotSelectANodeAnyLonger) {
  Hold({UpNode(1, 1, {{"a", {}, ""}})});
  v1::RemovedNode removed;
  removed.set_reason(v1::RemovedNode::REASON_FILTERED_OUT);
  removed.mutable_status()->set_state(v1::NodeStatus::STATE_UP);
  Remove(1, removed);
  EXPECT_THAT(Render(), Contains("- node 1 is gone: still up; no longer matches the filter"));
}

}  // namespace
}  // namespace rollcall::cli
