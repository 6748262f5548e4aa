// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace rollcall::agent {
namespace {

using ::testing::MatchesRegex;

constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();

TEST(InstanceTest, HasOneTextForm) {
  const Instance instance{.kind = "run", .generation = 1764123456789, .id = "db7-4711-9f3a02c6"};
  EXPECT_EQ(FormatInstance(instance), "run:1764123456789:db7-4711-9f3a02c6");
  EXPECT_EQ(ParseInstance("run:1764123456789:db7-4711-9f3a02c6"), instance);
  EXPECT_EQ(ParseInstance("x:0:y"), (Instance{.kind = "x", .generation = 0, .id = "y"}));
  EXPECT_EQ(ParseInstance("x:9223372036854775807:y")->generation, kLargest);
}

TEST(InstanceTest, AnotherTextIsAnotherPrograms) {
  for (const char* text : {"", "run", "run:5", "run:5:", ":5:x", "run::x", "run:5:x:y", "run:-1:x", "run:5a:x",
                           "run: 5:x", "run:5 :x", "run:+5:x", "run:05:x", "run:9223372036854775808:x", "a person"}) {
    EXPECT_EQ(ParseInstance(text), std::nullopt) << text;
  }
}

TEST(InstanceTest, TheLargerGenerationIsNewer) {
  EXPECT_TRUE(IsNewer({"run", 6, "a"}, {"run", 5, "b"}));
  EXPECT_FALSE(IsNewer({"run", 5, "b"}, {"run", 6, "a"}));
}

TEST(InstanceTest, TheIdsDecideBetweenEqualGenerations) {
  EXPECT_TRUE(IsNewer({"run", 5, "b"}, {"redpanda", 5, "a"}));
  EXPECT_FALSE(IsNewer({"redpanda", 5, "a"}, {"run", 5, "b"}));
  EXPECT_FALSE(IsNewer({"run", 5, "a"}, {"run", 5, "a"}));
}

TEST(InstanceTest, EachIdIsNew) {
  const std::string id = NewInstanceId();
  EXPECT_THAT(id, MatchesRegex("[^:]+-[0-9]+-[0-9a-f]+"));
  EXPECT_NE(id, NewInstanceId());
  EXPECT_TRUE(ParseInstance(FormatInstance({"run", 1, id})).has_value());
}

}  // namespace
}  // namespace rollcall::agent
