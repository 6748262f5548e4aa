// SPDX-License-Identifier: Apache-2.0
#include "server/watch/backlog.h"

#include <gtest/gtest.h>

namespace rollcall::watch {
namespace {

TEST(BacklogTest, EachHasItsTurn) {
  int a = 0;
  int b = 0;
  int c = 0;
  Backlog<int> backlog;
  EXPECT_TRUE(backlog.empty());
  backlog.Add(&b);
  backlog.Add(&a);
  backlog.Add(&c);
  backlog.Add(&b);  // waits already
  EXPECT_EQ(backlog.Pop(), &b);
  backlog.Add(&b);
  EXPECT_EQ(backlog.Pop(), &a);
  EXPECT_EQ(backlog.Pop(), &c);
  EXPECT_EQ(backlog.Pop(), &b);
  EXPECT_TRUE(backlog.empty());
}

TEST(BacklogTest, OneThatWasRemovedHasNoTurn) {
  int a = 0;
  int b = 0;
  Backlog<int> backlog;
  backlog.Add(&a);
  backlog.Add(&b);
  backlog.Remove(&a);
  backlog.Remove(&a);
  EXPECT_EQ(backlog.Pop(), &b);
  EXPECT_TRUE(backlog.empty());
}

}  // namespace
}  // namespace rollcall::watch
