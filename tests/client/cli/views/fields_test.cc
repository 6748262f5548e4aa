// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

using ::testing::ElementsAre;

TEST(FormatFieldsTest, AlignsValues) {
  EXPECT_THAT(FormatFields({{"Node", "1"}, {"State", "up"}}, 0), ElementsAre("Node:   1", "State:  up"));
}

TEST(FormatFieldsTest, LeavesOutEmptyValuesAndTheirWidth) {
  EXPECT_THAT(FormatFields({{"A", "1"}, {"A long name", ""}}, 2), ElementsAre("  A:  1"));
}

}  // namespace
}  // namespace rollcall::cli
