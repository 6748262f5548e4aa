// SPDX-License-Identifier: Apache-2.0
#include "server/feed/leader_quorum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::feed {
namespace {

using ::testing::HasSubstr;

QuorumRule Rule(std::vector<int32_t> replicas, std::optional<int> min_insync) {
  return {.replicas = std::move(replicas), .min_insync_replicas = min_insync};
}

absl::Status CheckViews(const QuorumRule& rule, int32_t leader, const std::vector<BrokerView>& views) {
  LeaderQuorum quorum(rule, leader);
  for (const BrokerView& view : views) quorum.Add(view);
  return quorum.Check();
}

TEST(LeaderQuorumTest, NeedsAsManyAsAlwaysIncludeOneThatAcknowledged) {
  EXPECT_EQ(Rule({1}, 1).Needed(), 1);
  EXPECT_EQ(Rule({1}, std::nullopt).Needed(), 1);
  EXPECT_EQ(Rule({1, 2}, 2).Needed(), 1);
  EXPECT_EQ(Rule({1, 2, 3}, 2).Needed(), 2);
  EXPECT_EQ(Rule({1, 2, 3}, 3).Needed(), 1);
  EXPECT_EQ(Rule({1, 2, 3, 4, 5}, 2).Needed(), 4);
  EXPECT_EQ(Rule({1, 2}, 5).Needed(), 1);
}

TEST(LeaderQuorumTest, HalfOfTheReplicasAreNeededWhereNothingCanBeProven) {
  EXPECT_EQ(Rule({1, 2}, 1).Needed(), 1);
  EXPECT_EQ(Rule({1, 2, 3}, 1).Needed(), 2);
  EXPECT_EQ(Rule({1, 2, 3}, std::nullopt).Needed(), 2);
  EXPECT_FALSE(Rule({1, 2, 3}, std::nullopt).IsProof());
  EXPECT_TRUE(Rule({1, 2, 3}, 2).IsProof());
  EXPECT_TRUE(Rule({1}, std::nullopt).IsProof());
}

TEST(LeaderQuorumTest, ALeaderThatOnlyNamesItselfIsNotConfirmed) {
  const QuorumRule rule = Rule({1, 2, 3}, 2);
  const absl::Status status =
      CheckViews(rule, 1, {{.broker = 1, .leader = 1}, {.broker = 2, .leader = 2}, {.broker = 3, .leader = 2}});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("broker 2 names broker 2, broker 3 names broker 2"));
}

TEST(LeaderQuorumTest, ABrokerThatIsDownDoesNotMatterIfEnoughOthersAgree) {
  const QuorumRule rule = Rule({1, 2, 3}, 2);
  EXPECT_TRUE(CheckViews(rule, 1, {{.broker = 1, .leader = 1}, {.broker = 3, .leader = 1}}).ok());
  EXPECT_FALSE(CheckViews(rule, 1, {{.broker = 1, .leader = 1}}).ok());
}

// The broker that is cut off names an old leader. The others prove that there is none newer than theirs.
TEST(LeaderQuorumTest, ADissentingBrokerDoesNotMatterWhereEnoughOthersProve) {
  const QuorumRule rule = Rule({1, 2, 3}, 2);
  EXPECT_TRUE(
      CheckViews(rule, 2, {{.broker = 1, .leader = 1}, {.broker = 2, .leader = 2}, {.broker = 3, .leader = 2}}).ok());
}

TEST(LeaderQuorumTest, ADissentingBrokerMattersWhereNothingCanBeProven) {
  const QuorumRule rule = Rule({1, 2}, 1);
  EXPECT_TRUE(CheckViews(rule, 1, {{.broker = 1, .leader = 1}}).ok());
  EXPECT_FALSE(CheckViews(rule, 1, {{.broker = 1, .leader = 1}, {.broker = 2, .leader = 2}}).ok());
}

TEST(LeaderQuorumTest, OnlyReplicasCount) {
  const QuorumRule rule = Rule({1, 2, 3}, 2);
  EXPECT_FALSE(CheckViews(rule, 1, {{.broker = 1, .leader = 1}, {.broker = 9, .leader = 1}}).ok());
}

TEST(LeaderQuorumTest, AReplicaThatKnowsNoLeaderDoesNotAgree) {
  const QuorumRule rule = Rule({1, 2, 3}, 2);
  const absl::Status status = CheckViews(rule, 1, {{.broker = 1, .leader = 1}, {.broker = 2, .leader = -1}});
  EXPECT_THAT(std::string(status.message()), HasSubstr("broker 2 knows none"));
}

}  // namespace
}  // namespace rollcall::feed
