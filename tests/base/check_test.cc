// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "base/exit_code.h"

namespace rollcall {
namespace {

struct Unprintable {
  int value = 0;
  bool operator==(const Unprintable&) const = default;
};

void Throw() { throw std::runtime_error("lost my way"); }

void ThrowUncaught() noexcept { Throw(); }

const auto kEndsAsBug = ::testing::ExitedWithCode(kExitBug);

TEST(CheckDeathTest, ABrokenConditionEndsTheProcessAsABugAndSaysWhere) {
  const int nodes = 3;
  EXPECT_EXIT(CHECK(nodes == 4), kEndsAsBug, "check_test.cc:[0-9]+: CHECK failed: nodes == 4");
}

TEST(CheckDeathTest, ABrokenComparisonShowsBothValues) {
  const std::string name = "a";
  EXPECT_EXIT(CHECK_EQ(name, "b"), kEndsAsBug, "CHECK failed: name == \"b\" \\(a vs. b\\)");
  EXPECT_EXIT(CHECK_NE(1, 1), kEndsAsBug, "1 != 1 \\(1 vs. 1\\)");
  EXPECT_EXIT(CHECK_LT(2, 1), kEndsAsBug, "2 < 1 \\(2 vs. 1\\)");
  EXPECT_EXIT(CHECK_LE(2, 1), kEndsAsBug, "2 <= 1 \\(2 vs. 1\\)");
  EXPECT_EXIT(CHECK_GT(1, 2), kEndsAsBug, "1 > 2 \\(1 vs. 2\\)");
  EXPECT_EXIT(CHECK_GE(1, 2), kEndsAsBug, "1 >= 2 \\(1 vs. 2\\)");
}

TEST(CheckDeathTest, AValueThatCannotBePrintedIsAQuestionMark) {
  EXPECT_EXIT(CHECK_EQ(Unprintable{1}, Unprintable{2}), kEndsAsBug, "\\(\\? vs. \\?\\)");
}

TEST(CheckDeathTest, AnUncaughtExceptionEndsTheProcessAsABug) {
  EXPECT_EXIT(
      {
        DieOfBugOnTerminate();
        ThrowUncaught();
      },
      kEndsAsBug, "uncaught: lost my way");
}

TEST(CheckDeathTest, TheHookOfABugRunsBeforeItsMessage) {
  const auto hook = [] { [[maybe_unused]] const ssize_t unused = write(STDERR_FILENO, "first ", 6); };
  EXPECT_EXIT((SetBugHook(hook), DieOfBug("second")), kEndsAsBug, "first second");
}

TEST(CheckTest, WhatHoldsGoesOnAndIsEvaluatedOnce) {
  int evaluated = 0;
  CHECK(++evaluated == 1);
  CHECK_EQ(++evaluated, 2);
  EXPECT_EQ(evaluated, 2);
}

TEST(CheckTest, DebugAssertionsFollowNdebug) {
  int evaluated = 0;
  DCHECK(++evaluated > 0);
  DCHECK_GE(++evaluated, 0);
#ifdef NDEBUG
  EXPECT_EQ(evaluated, 0);
#else
  EXPECT_EQ(evaluated, 2);
#endif
}

}  // namespace
}  // namespace rollcall
