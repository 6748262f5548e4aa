// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/layout.h"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

constexpr Widths kUsual = {.node = 4, .state = 7, .age = 6, .name = 16, .topics = 14, .description = 30};

size_t Sum(const Widths& w) {
  size_t sum = 2 + w.node + 2 + w.state + 2 + w.age;
  for (const size_t elastic : {w.name, w.topics, w.description}) sum += elastic == 0 ? 0 : elastic + 2;
  return sum;
}

TEST(ShareWidthTest, EachGetsWhatItWantsIfThereIsRoom) {
  const Widths shared = ShareWidth(kUsual, 120);
  EXPECT_EQ(shared.name, 16u);
  EXPECT_EQ(shared.topics, 14u);
  EXPECT_EQ(shared.description, 30u);
}

TEST(ShareWidthTest, OneLongTextLeavesRoomForTheOthers) {
  for (const size_t width : {80, 120, 200}) {
    for (size_t Widths::*column : {&Widths::name, &Widths::topics, &Widths::description}) {
      Widths wanted = kUsual;
      wanted.*column = 3000;
      const Widths shared = ShareWidth(wanted, width);
      EXPECT_LE(Sum(shared), width);
      EXPECT_GE(Sum(shared) + 2, width) << "it takes all that the others leave, but for a remainder";
      for (const size_t other : {shared.name, shared.topics, shared.description}) EXPECT_GE(other, 14u) << width;
    }
  }
}

TEST(ShareWidthTest, ANarrowTerminalHasTheNameButNotAllColumns) {
  const Widths shared = ShareWidth(kUsual, 40);
  EXPECT_EQ(shared.node, 4u);
  EXPECT_EQ(shared.state, 7u);
  EXPECT_EQ(shared.age, 6u);
  EXPECT_EQ(shared.name, 15u);
  EXPECT_EQ(shared.topics, 0u);
  EXPECT_EQ(shared.description, 0u);
}

TEST(ShareWidthTest, AStateAndAnAgeHaveACap) {
  Widths wanted = kUsual;
  wanted.state = wanted.age = 500;
  const Widths shared = ShareWidth(wanted, 80);
  EXPECT_EQ(shared.state, 12u);
  EXPECT_EQ(shared.age, 15u);
}

TEST(ShareWidthTest, EveryWidthIsPossible) {
  for (size_t width = 1; width < 200; ++width) {
    const Widths shared = ShareWidth({4, 9, 9, 300, 300, 300}, width);
    if (width > 32) {
      EXPECT_LE(Sum(shared), width);
    }
  }
}

size_t Sum(const Heights& h) { return h.status + h.summary + h.titles + h.rows + h.notes + h.footer; }

TEST(ShareHeightTest, NotesKeepAThirdOfAFullScreen) {
  const Heights heights = ShareHeight(24, 1000, 100, Footer::kShow);
  EXPECT_EQ(heights.titles, 1u);
  EXPECT_EQ(heights.rows, 14u);
  EXPECT_EQ(heights.notes, 6u);
  EXPECT_EQ(heights.footer, 1u);
  EXPECT_EQ(ShareHeight(24, 1000, 1, Footer::kShow).rows, 19u);
}

TEST(ShareHeightTest, NotesGetWhatTheRowsLeave) { EXPECT_EQ(ShareHeight(24, 2, 100, Footer::kShow).notes, 18u); }

TEST(ShareHeightTest, EveryHeightIsPossibleAndSmallOnesShowRows) {
  for (size_t height = 1; height < 60; ++height) {
    const Heights heights = ShareHeight(height, 1000, 1000, Footer::kShow);
    EXPECT_EQ(Sum(heights), height);
    if (height >= 3) {
      EXPECT_GE(heights.rows, 1u) << height;
    }
  }
}

}  // namespace
}  // namespace rollcall::cli
