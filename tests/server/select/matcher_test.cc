// SPDX-License-Identifier: Apache-2.0
#include "server/select/matcher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/compiled_filter.h"
#include "tests/testing/fake_feed.h"
#include "topic/record/key.h"

namespace rollcall::select {
namespace {

encoding::EncodedNodePtr NodeOf(const std::vector<std::string>& names) {
  testing::FakeFeed feed;
  feed.PutUp(1, names);
  return feed.store().NewestShown();
}

// As many names as given, all of them globs that match nothing.
Filter OfGlobs(int count) {
  v1::Filter filter;
  for (int i = 0; i < count; ++i) filter.add_names(absl::StrCat("no*", i));
  return *testing::CompileFilter(filter);
}

TEST(MatcherTest, ManyGlobsAreTriedOnceForEachDistinctText) {
  const encoding::EncodedNodePtr node = NodeOf({"a", "b"});
  const Filter filter = OfGlobs(100);
  Matcher matcher(filter);
  EXPECT_FALSE(matcher.Matches(*node));
  const int64_t first = matcher.work();
  EXPECT_FALSE(matcher.Matches(*node));
  const int64_t second = matcher.work() - first;
  EXPECT_GT(first, second + 2 * 100) << "each of the globs was tried on each of the two names";
  EXPECT_LT(second, 64 + 200) << "nothing but the node is looked at";
}

TEST(MatcherTest, AFewGlobsAreNotWorthRemembering) {
  const auto memory = std::make_shared<VerdictMemory>();
  const Filter few = OfGlobs(2);
  Matcher matcher(few, memory);
  EXPECT_FALSE(matcher.Matches(*NodeOf({"a"})));
  EXPECT_EQ(memory->bytes(), 0u);
  const Filter many = OfGlobs(20);
  Matcher remembering(many, memory);
  EXPECT_FALSE(remembering.Matches(*NodeOf({"a"})));
  EXPECT_GT(memory->bytes(), 0u);
}

TEST(MatcherTest, RowsAreTrimmedByTheSameVerdicts) {
  v1::Filter asked;
  for (const std::string name : {"a*", "b?", "x*", "y*", "z*"}) asked.add_names(name);
  const Filter filter = *testing::CompileFilter(asked);
  Matcher matcher(filter);
  const encoding::EncodedNodePtr node = NodeOf({"aa", "bbb", "bc"});
  EXPECT_TRUE(matcher.Matches(*node));
  const std::string rows = matcher.MatchingRows(*node);
  const int64_t before = matcher.work();
  EXPECT_EQ(matcher.MatchingRows(*node), rows);
  EXPECT_LT(matcher.work() - before, static_cast<int64_t>(node->rows().size()) + 1) << "no glob was tried again";
  v1::NodeStatus trimmed;
  ASSERT_TRUE(trimmed.ParseFromString(rows));
  ASSERT_EQ(trimmed.coprocessors_size(), 2);
  EXPECT_EQ(trimmed.coprocessors(0).name(), "aa");
  EXPECT_EQ(trimmed.coprocessors(1).name(), "bc");
}

TEST(MatcherTest, ANameAndATopicOfTheSameTextHaveVerdictsOfTheirOwn) {
  v1::Filter asked;
  for (int i = 0; i < 10; ++i) asked.add_names(absl::StrCat("n*", i));
  for (int i = 0; i < 10; ++i) asked.add_input_topics(absl::StrCat("t*", i));
  asked.add_input_topics("s*");
  asked.add_names("m*");
  const Filter filter = *testing::CompileFilter(asked);
  Matcher matcher(filter);
  testing::FakeFeed feed;
  const auto node_of = [&](const std::string& name, const std::string& topic) {
    feed.Put(topic::BinaryKey(1), absl::StrCat(R"({"node_id":1,"status":"up","coprocessors":{")", name,
                                               R"(":{"input_topics":[")", topic, R"("],"description":""}}})"));
    return feed.store().NewestShown();
  };
  EXPECT_TRUE(matcher.Matches(*node_of("m", "s")));
  EXPECT_FALSE(matcher.Matches(*node_of("s", "s")));
  EXPECT_FALSE(matcher.Matches(*node_of("m", "m")));
  EXPECT_FALSE(matcher.Matches(*node_of("s", "m")));
  EXPECT_TRUE(matcher.Matches(*node_of("m", "s")));
}

}  // namespace
}  // namespace rollcall::select
