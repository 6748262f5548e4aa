// SPDX-License-Identifier: Apache-2.0
#include "agent/source/line_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace rollcall::agent {
namespace {

using ::testing::ElementsAre;

class LineSplitterTest : public ::testing::Test {
 protected:
  std::vector<std::string> lines_;
  LineSplitter splitter_{
      8, [this](const LineSplitter::Line& line) {
        lines_.push_back(absl::StrCat(line.number, ":", line.is_too_long ? "too long" : std::string(line.text)));
      }};
};

TEST_F(LineSplitterTest, LinesMayComeInParts) {
  for (const char c : std::string("ab\ncd\n")) splitter_.Add(std::string(1, c));
  EXPECT_THAT(lines_, ElementsAre("1:ab", "2:cd"));
}

TEST_F(LineSplitterTest, TheLastLineNeedsNoLineEnd) {
  splitter_.Add("ab\ncd");
  EXPECT_THAT(lines_, ElementsAre("1:ab"));
  splitter_.End();
  EXPECT_THAT(lines_, ElementsAre("1:ab", "2:cd"));
}

TEST_F(LineSplitterTest, BlankLinesAreCountedAndSkipped) {
  splitter_.Add("\n \r\nab\n\n");
  splitter_.End();
  EXPECT_THAT(lines_, ElementsAre("3:ab"));
}

TEST_F(LineSplitterTest, ALineThatIsTooLongIsSkipped) {
  splitter_.Add("12345678\n123456789\nab\n");
  splitter_.Add(std::string(100, 'x'));
  splitter_.Add("y\n");
  EXPECT_THAT(lines_, ElementsAre("1:12345678", "2:too long", "3:ab", "4:too long"));
}

}  // namespace
}  // namespace rollcall::agent
