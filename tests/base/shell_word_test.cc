// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(ShellWordTest, HarmlessWordsStayAsTheyAre) {
  EXPECT_EQ(ShellWord("kafka-1:9092,kafka_2:9092"), "kafka-1:9092,kafka_2:9092");
}

TEST(ShellWordTest, OtherWordsAreQuoted) {
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("[::1]:9092"), "'[::1]:9092'");
  EXPECT_EQ(ShellWord("a b"), "'a b'");
  EXPECT_EQ(ShellWord("a'$b"), "'a'\"'\"'$b'");
}

}  // namespace
}  // namespace rollcall
