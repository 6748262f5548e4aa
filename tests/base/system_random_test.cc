// SPDX-License-Identifier: Apache-2.0
#include "base/system_random.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(SystemRandomTest, NumbersAreInRange) {
  const auto random = SystemRandom();
  for (int i = 0; i < 1000; ++i) {
    const double number = random();
    EXPECT_GE(number, 0.0);
    EXPECT_LT(number, 1.0);
  }
}

}  // namespace
}  // namespace rollcall
