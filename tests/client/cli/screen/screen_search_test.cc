// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/screen_search.h"

#include <gtest/gtest.h>

#include "tests/client/cli/screen/screen_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

class ScreenSearchTest : public ScreenFixture {
 protected:
  ScreenSearchTest() { Hold({UpNode(1, 1, {{"Alpha", {"in"}, "first"}, {"beta", {}, ""}}), DownNode(77, 2)}); }
  std::optional<size_t> Find(std::string_view text, size_t from, Direction direction = Direction::kForward) const {
    return FindRow(model_.rows(), text, from, direction);
  }
};

TEST_F(ScreenSearchTest, FindsTextInEveryColumnInUpperAndLowerCase) {
  EXPECT_EQ(Find("alPHA", 0), 0u);
  EXPECT_EQ(Find("[in]", 0), 0u);
  EXPECT_EQ(Find("First", 0), 0u);
  EXPECT_EQ(Find("77", 0), 2u);
  EXPECT_EQ(Find("down", 0), 2u);
  EXPECT_EQ(Find("gamma", 0), std::nullopt);
}

TEST_F(ScreenSearchTest, GoesAroundTheEndsInBothDirections) {
  EXPECT_EQ(Find("a", 1), 1u);
  EXPECT_EQ(Find("a", 2), 0u);
  EXPECT_EQ(Find("alpha", 2, Direction::kBackward), 0u);
  EXPECT_EQ(Find("beta", 0, Direction::kBackward), 1u);
}

}  // namespace
}  // namespace rollcall::cli
