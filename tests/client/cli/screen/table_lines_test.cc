// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/table_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

class TableLinesTest : public ::testing::Test {
 protected:
  std::string Text(Color color = Color::kNone, Cursor cursor = Cursor::kElsewhere) const {
    return LineText(RowLine(row_, CellsOf(row_, HeaderOf({}, 1)), {4, 5, 4, 6, 5, 9}, cursor), color);
  }

  v1::NodeStatus node_ = UpNode(1, 11, {{"name_a", {"foo"}, "text"}});
  ScreenRow row_ = {&node_, &node_.coprocessors(0), Health::kUp, Mark::kNone, Instant()};
};

TEST_F(TableLinesTest, NodeStateAndAgeComeFirst) {
  EXPECT_EQ(LineText(TitleLine({4, 5, 4, 16, 12, 11}), Color::kNone),
            "  NODE  STATE  AGE   COPROCESSOR NAME  INPUT TOPICS  DESCRIPTION");
  EXPECT_EQ(Text(), "  1     up     60 s  name_a  [foo]  text");
}

TEST_F(TableLinesTest, MarksAreThereWithoutColorToo) {
  row_.mark = Mark::kChanged;
  EXPECT_EQ(Text(), "* 1     up     60 s  name_a  [foo]  text");
  EXPECT_THAT(Text(Color::kAnsi), HasSubstr("\x1b[1m* 1"));
  EXPECT_EQ(Text(Color::kNone, Cursor::kHere).substr(0, 3), "*>1");
  row_.mark = Mark::kRemoved;
  EXPECT_EQ(Text(), "- 1     gone   60 s  name_a  [foo]  text");
  EXPECT_THAT(Text(Color::kAnsi), HasSubstr("\x1b[2;9m- 1"));
  row_.mark = Mark::kNone;
  row_.health = Health::kStale;
  EXPECT_EQ(Text(), "! 1     stale  60 s  name_a  [foo]  text");
  EXPECT_THAT(Text(Color::kAnsi), HasSubstr("\x1b[33mstale"));
}

TEST_F(TableLinesTest, AFailedCoprocessorIsMarkedAndRed) {
  node_.mutable_coprocessors(0)->set_state_text("errored");
  EXPECT_EQ(Text(), "! 1     erro…  60 s  name_a  [foo]  text");
  EXPECT_THAT(Text(Color::kAnsi), HasSubstr("\x1b[31merro"));
}

TEST_F(TableLinesTest, ANodeThatRunsNothingSaysWhy) {
  const v1::NodeStatus node = InvalidNode(4, 17, "no JSON\x1b");
  const ScreenRow row = {&node, nullptr, Health::kInvalid, Mark::kNone, Instant()};
  const RowCells cells = CellsOf(row, HeaderOf({}, 1));
  EXPECT_EQ(cells.name, "-");
  EXPECT_EQ(cells.state, "invalid");
  EXPECT_EQ(cells.description, "no JSON\\x1b (offset 17)");
}

TEST_F(TableLinesTest, TextOfTheTopicIsSanitized) {
  node_ = UpNode(1, 1, {{"a\n", {"t\x1b"}, "d\r"}});
  node_.mutable_coprocessors(0)->set_state_text("s\t");
  row_.coprocessor = &node_.coprocessors(0);
  const RowCells cells = CellsOf(row_, HeaderOf({}, 1));
  EXPECT_EQ(cells.name + cells.topics + cells.description + cells.state, "a\\n[t\\x1b]d\\rs\\t");
}

TEST_F(TableLinesTest, AColumnWithoutWidthIsLeftOut) {
  const RowCells cells = CellsOf(row_, HeaderOf({}, 1));
  EXPECT_EQ(LineText(RowLine(row_, cells, {4, 5, 4, 3, 0, 0}, Cursor::kElsewhere), Color::kNone),
            "  1     up     60 s  na…");
}

}  // namespace
}  // namespace rollcall::cli
