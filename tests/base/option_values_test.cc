// SPDX-License-Identifier: Apache-2.0
#include "base/option_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OptionValuesTest : public testing::Test {
 protected:
  std::string ErrorOf(const std::string& value) {
    try {
      app_.clear();
      app_.parse("--option " + value);
      return "";
    } catch (const CLI::ParseError& error) {
      return error.what();
    }
  }

  CLI::App app_;
  std::string value_;
  CLI::Option& option_ = *app_.add_option("--option", value_);
};

TEST_F(OptionValuesTest, OneOfNamesTheValues) {
  option_.check(OneOf({"up", "down"}));
  EXPECT_EQ(ErrorOf("down"), "");
  EXPECT_EQ(ErrorOf("sideways"), "--option: 'sideways' is not one of up, down");
  EXPECT_THAT(KnownValues(option_), ElementsAre("up", "down"));
}

TEST_F(OptionValuesTest, AWholeNumberHasBounds) {
  option_.check(WholeNumber(1, 64));
  EXPECT_EQ(ErrorOf("1"), "");
  EXPECT_EQ(ErrorOf("64"), "");
  EXPECT_EQ(ErrorOf("65"), "--option: '65' is not a whole number from 1 to 64");
  EXPECT_EQ(ErrorOf("5x"), "--option: '5x' is not a whole number from 1 to 64");
}

TEST_F(OptionValuesTest, MarksDoNotCheckAndDoNotShow) {
  SuggestValues(*TakesCommaList(&option_), {"a", "b"});
  EXPECT_EQ(ErrorOf("c"), "");
  EXPECT_THAT(KnownValues(option_), ElementsAre("a", "b"));
  EXPECT_TRUE(IsCommaList(option_));
  EXPECT_EQ(option_.get_type_name(), "TEXT");
}

TEST_F(OptionValuesTest, AnOptionWithoutMarksHasNone) {
  EXPECT_THAT(KnownValues(option_), IsEmpty());
  EXPECT_FALSE(IsCommaList(option_));
}

}  // namespace
}  // namespace rollcall
