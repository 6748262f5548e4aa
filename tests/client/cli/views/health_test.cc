// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/health.h"

#include <gtest/gtest.h>

#include "tests/client/cli/views/health_fixture.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(CountNodesTest, CountsEachStateAndStaleNodesApart) {
  v1::NodeStatus stale = UpNode(1, 1);
  stale.mutable_lease()->set_seconds(5);
  v1::NodeStatus other = UpNode(5, 5);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  const NodeCounts counts =
      CountNodes(ListingOf({stale, UpNode(2, 2), DownNode(3, 3), InvalidNode(4, 4, "x"), other}, 5));
  EXPECT_EQ(counts.up, 2u);
  EXPECT_EQ(counts.down, 1u);
  EXPECT_EQ(counts.invalid, 1u);
  EXPECT_EQ(counts.other, 1u);
  EXPECT_EQ(counts.stale, 1u);
}

TEST(HealthTest, AServerThatServesAndIsCurrentIsHealthy) {
  EXPECT_EQ(VerdictOn(HealthyServer()), HealthVerdict::kCurrent);
  EXPECT_EQ(WhyNotCurrent(HealthyServer()), "");
}

TEST(HealthTest, ASourceThatIsNotCurrentIsNotHealthy) {
  EXPECT_EQ(VerdictOn(DisconnectedServer()), HealthVerdict::kNotCurrent);
  EXPECT_EQ(WhyNotCurrent(DisconnectedServer()),
            "STALE 0.5 s: no broker answers the server since 2026-03-01T11:00:00Z; what is shown was true at "
            "2026-03-01T11:59:59Z");
}

TEST(HealthTest, AServerThatSaysThatItDoesNotServeIsNotHealthy) {
  client::ServerHealth health = HealthyServer();
  health.serving = client::Serving::kNo;
  EXPECT_EQ(VerdictOn(health), HealthVerdict::kNotCurrent);
  EXPECT_EQ(WhyNotCurrent(health), "its health service says NOT_SERVING");
}

TEST(HealthTest, AServerWithoutHealthServiceIsJudgedByItsAnswers) {
  client::ServerHealth health = HealthyServer();
  health.serving = absl::UnimplementedError("no such service");
  EXPECT_EQ(VerdictOn(health), HealthVerdict::kCurrent);
}

TEST(HealthTest, AServerThatIsNotReachedGivesNoAnswer) {
  EXPECT_EQ(VerdictOn(UnreachedServer()), HealthVerdict::kNoAnswer);
  EXPECT_EQ(WhyNotCurrent(UnreachedServer()), "connection refused");
}

TEST(HealthTest, AServerThatIsNotReadyIsNotCurrent) {
  EXPECT_EQ(VerdictOn(CatchingUpServer()), HealthVerdict::kNotCurrent);
  EXPECT_EQ(WhyNotCurrent(CatchingUpServer()), "reading the topic (CATCHING_UP)");
}

TEST(HealthTest, ARefusalIsNoAnswer) {
  client::ServerHealth health = UnreachedServer();
  health.serving = absl::PermissionDeniedError("you may not\x1b");
  health.listing = health.serving.status();
  EXPECT_EQ(VerdictOn(health), HealthVerdict::kNoAnswer);
  EXPECT_EQ(WhyNotCurrent(health), "you may not\\x1b");
}

TEST(HealthTest, OneServerIsEnoughUnlessAllAreNeeded) {
  const std::vector<HealthVerdict> verdicts = {HealthVerdict::kNoAnswer, HealthVerdict::kCurrent,
                                               HealthVerdict::kNotCurrent};
  EXPECT_EQ(Combine(verdicts, Judge::kBest), HealthVerdict::kCurrent);
  EXPECT_EQ(Combine(verdicts, Judge::kWorst), HealthVerdict::kNoAnswer);
}

TEST(HealthTest, TheExitCodeIsTheVerdict) {
  EXPECT_EQ(ExitCodeOf(HealthVerdict::kCurrent), kExitYes);
  EXPECT_EQ(ExitCodeOf(HealthVerdict::kNotCurrent), kExitNo);
  EXPECT_EQ(ExitCodeOf(HealthVerdict::kNoAnswer), kExitNoAnswer);
}

}  // namespace
}  // namespace rollcall::cli
