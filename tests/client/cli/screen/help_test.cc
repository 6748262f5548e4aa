// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/help.h"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

TEST(HelpTest, FitsTheSmallestTerminal) {
  EXPECT_LE(HelpLines().size(), 10u);
  for (const Line& line : HelpLines()) EXPECT_LE(LineWidth(line), 40u) << LineText(line, Color::kNone);
}

}  // namespace
}  // namespace rollcall::cli
