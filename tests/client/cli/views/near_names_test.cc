// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/near_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearNamesTest, FindsTypos) {
  const std::vector<std::string> names = {"payments", "masking", "audit"};
  EXPECT_THAT(NearNames("paymnets", names), ElementsAre("payments"));  // swapped
  EXPECT_THAT(NearNames("maskin", names), ElementsAre("masking"));     // left out
  EXPECT_THAT(NearNames("auditt", names), ElementsAre("audit"));       // added
  EXPECT_THAT(NearNames("maskimg", names), ElementsAre("masking"));    // replaced
}

TEST(NearNamesTest, IgnoresCase) { EXPECT_THAT(NearNames("AUDIT", {"audit"}), ElementsAre("audit")); }

TEST(NearNamesTest, FindsPartsOfNames) {
  EXPECT_THAT(NearNames("mask", {"payments-mask-eu", "audit"}), ElementsAre("payments-mask-eu"));
}

TEST(NearNamesTest, HasTheMostAlikeFirstAndNoMoreThanThree) {
  EXPECT_THAT(NearNames("name_a", {"name_bb", "name_b", "name_a1", "name_c"}),
              ElementsAre("name_a1", "name_b", "name_c"));
}

TEST(NearNamesTest, HasNothingForAnotherWord) { EXPECT_THAT(NearNames("zebra", {"payments", "audit"}), IsEmpty()); }

TEST(NearNamesTest, TakesEmptyAndLongNames) {
  EXPECT_THAT(NearNames("", {"a", ""}), IsEmpty());
  EXPECT_THAT(NearNames(std::string(100000, 'a'), {std::string(100001, 'a')}), IsEmpty());
}

TEST(NearNamesTest, FindsNumbersByTheirDigits) {
  EXPECT_THAT(NearNames("55", {"1", "5", "54", "100"}), ElementsAre("5", "54"));
}

}  // namespace
}  // namespace rollcall::cli
