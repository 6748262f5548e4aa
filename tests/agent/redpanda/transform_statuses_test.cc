// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/transform_statuses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::agent {
namespace {

using enum PartitionState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class TransformStatusesTest : public ::testing::Test {
 protected:
  // A report about the transform "mask", `after` the one before.
  void Report(std::vector<TransformPartition> partitions, absl::Duration after = absl::Seconds(5)) {
    now_ += after;
    TransformReport report;
    report.transforms = {{"mask", "in", {"out-a", "out-b"}, std::move(partitions)}};
    statuses().OnReport(report, now_);
  }
  void ReportNothing(TransformReport::Feature feature = TransformReport::Feature::kEnabled) {
    now_ += absl::Seconds(5);
    statuses().OnReport({.feature = feature, .transforms = {}}, now_);
  }
  void StaySilent(absl::Duration after) { statuses().OnSilence(now_ += after); }

  TransformStatuses& statuses() {
    if (!statuses_.has_value()) statuses_.emplace(options_, now_);
    return *statuses_;
  }
  // STATE: DESCRIPTION of the only transform; otherwise the status, or "retired" or "not known".
  std::string Shown(int32_t node_id) {
    const auto all = statuses().Statuses();
    const auto found = all.find(node_id);
    if (found == all.end()) return "not known";
    if (!found->second.has_value()) return "retired";
    const topic::Status& status = *found->second;
    EXPECT_EQ(status.node_id, node_id);
    if (status.coprocessors.empty()) return status.status;
    EXPECT_EQ(status.status, "up");
    return status.coprocessors.at(0).state + ": " + status.coprocessors.at(0).description;
  }

  TransformOptions options_;
  Instant now_{absl::FromUnixSeconds(1000)};

 private:
  std::optional<TransformStatuses> statuses_;
};

TEST_F(TransformStatusesTest, ATransformIsACoprocessorOfEachNodeThatRunsAPartition) {
  Report({{0, 1, kRunning}, {1, 2, kRunning}});
  const auto all = statuses().Statuses();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all.at(1)->status, "up");
  ASSERT_EQ(all.at(1)->coprocessors.size(), 1u);
  const topic::Coprocessor& mask = all.at(1)->coprocessors[0];
  EXPECT_EQ(mask.name, "mask");
  EXPECT_THAT(mask.input_topics, ElementsAre("in"));
  EXPECT_EQ(mask.state, "running");
  EXPECT_EQ(mask.description, "to out-a, out-b; 1 partition running");
}

TEST_F(TransformStatusesTest, TheStateIsTheWorstOfTheNodesPartitions) {
  Report({{0, 1, kRunning}, {1, 1, kInactive}, {2, 2, kErrored}});
  EXPECT_EQ(Shown(1), "inactive: to out-a, out-b; 1 partition running, 1 inactive");
  Report({{0, 1, kRunning}, {1, 1, kInactive}, {3, 1, kUnknown}, {4, 1, kUnknown}, {2, 2, kErrored}});
  EXPECT_EQ(Shown(1), "unknown: to out-a, out-b; 1 partition running, 1 inactive, 2 unknown");
  Report({{0, 1, kRunning}, {1, 1, kRunning}, {3, 1, kErrored}, {4, 1, kRunning}, {2, 2, kErrored}});
  EXPECT_EQ(Shown(1), "errored: to out-a, out-b; 3 partitions running, 1 errored");
  EXPECT_EQ(Shown(2), "errored: to out-a, out-b; 1 partition errored");
}

TEST_F(TransformStatusesTest, ErroredCountsAtOnce) {
  Report({{0, 1, kRunning}});
  Report({{0, 1, kErrored}}, absl::Milliseconds(1));
  EXPECT_THAT(Shown(1), HasSubstr("errored:"));
  Report({{0, 1, kRunning}}, absl::Milliseconds(1));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
}

TEST_F(TransformStatusesTest, UnknownCountsAfterTheDebounceTime) {
  Report({{0, 1, kRunning}});
  Report({{0, 1, kUnknown}}, absl::Minutes(10));  // it is in doubt from now on, however long ago the last report was
  Report({{0, 1, kUnknown}}, absl::Seconds(14));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
  Report({{0, 1, kUnknown}}, absl::Seconds(1));
  EXPECT_THAT(Shown(1), HasSubstr("unknown:"));
  Report({{0, 1, kRunning}});
  Report({{0, 1, kUnknown}}, absl::Minutes(1));
  EXPECT_THAT(Shown(1), HasSubstr("running:")) << "the earlier doubt is over";
}

TEST_F(TransformStatusesTest, AnUnknownStateThatWasNeverKnownIsShown) {
  Report({{0, 1, kUnknown}});
  EXPECT_THAT(Shown(1), HasSubstr("unknown:"));
}

TEST_F(TransformStatusesTest, AMissingPartitionIsGoneAfterTheDebounceTime) {
  Report({{0, 1, kRunning}, {1, 1, kRunning}});
  Report({{0, 1, kRunning}});
  Report({{0, 1, kRunning}}, absl::Seconds(14));
  EXPECT_EQ(Shown(1), "running: to out-a, out-b; 2 partitions running");
  Report({{0, 1, kRunning}}, absl::Seconds(1));
  EXPECT_EQ(Shown(1), "running: to out-a, out-b; 1 partition running");
}

TEST_F(TransformStatusesTest, ADoubtGoesOnFromUnknownToMissing) {
  Report({{0, 1, kRunning}, {1, 1, kRunning}});
  Report({{0, 1, kRunning}, {1, 1, kUnknown}});
  Report({{0, 1, kRunning}}, absl::Seconds(15));
  EXPECT_EQ(Shown(1), "running: to out-a, out-b; 1 partition running");
}

TEST_F(TransformStatusesTest, APartitionThatMovesIsOnOneNodeOnly) {
  Report({{0, 1, kRunning}, {1, 1, kRunning}, {2, 2, kRunning}});
  Report({{0, 1, kRunning}, {1, 2, kRunning}, {2, 2, kRunning}}, absl::Milliseconds(1));
  EXPECT_EQ(Shown(1), "running: to out-a, out-b; 1 partition running");
  EXPECT_EQ(Shown(2), "running: to out-a, out-b; 2 partitions running");
}

TEST_F(TransformStatusesTest, APartitionThatMovesBringsItsStateAlong) {
  Report({{0, 1, kRunning}, {1, 1, kRunning}, {2, 2, kRunning}});
  Report({{0, 1, kRunning}, {1, 2, kUnknown}, {2, 2, kRunning}});
  EXPECT_EQ(Shown(2), "running: to out-a, out-b; 2 partitions running");
  Report({{0, 1, kRunning}, {1, 2, kUnknown}, {2, 2, kRunning}}, absl::Seconds(15));
  EXPECT_THAT(Shown(2), HasSubstr("unknown:"));
}

TEST_F(TransformStatusesTest, TheNodeThatKnowsTheStateHasThePartition) {
  Report({{0, 1, kRunning}, {0, 2, kUnknown}});
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
  EXPECT_EQ(Shown(2), "up");
}

TEST_F(TransformStatusesTest, ANodeThatVanishedIsDown) {
  Report({{0, 1, kRunning}, {1, 2, kRunning}});
  Report({{0, 1, kRunning}});
  Report({{0, 1, kRunning}}, absl::Seconds(14));
  EXPECT_THAT(Shown(2), HasSubstr("running:"));
  Report({{0, 1, kRunning}}, absl::Seconds(1));
  EXPECT_EQ(Shown(2), "down");
  EXPECT_THAT(statuses().Statuses().at(2)->reason, HasSubstr("names no data transform"));
  Report({{0, 1, kRunning}, {1, 2, kRunning}});
  EXPECT_THAT(Shown(2), HasSubstr("running:"));
}

TEST_F(TransformStatusesTest, ANodeWhosePartitionsMovedAwayIsUpForTheDebounceTime) {
  Report({{0, 1, kRunning}, {1, 2, kRunning}});
  Report({{0, 1, kRunning}, {1, 1, kRunning}});
  EXPECT_EQ(Shown(2), "up");
  Report({{0, 1, kRunning}, {1, 1, kRunning}}, absl::Seconds(15));
  EXPECT_EQ(Shown(2), "down");
}

TEST_F(TransformStatusesTest, ANodeThatVanishedIsRetiredIfThatIsWanted) {
  options_.when_vanished = WhenVanished::kRetire;
  Report({{0, 1, kRunning}});
  for (int i = 0; i < 4; ++i) ReportNothing();
  EXPECT_EQ(Shown(1), "retired");
  Report({{0, 1, kRunning}});
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
}

TEST_F(TransformStatusesTest, WhereTransformsAreDisabledTheNodesAreUpAndRunNone) {
  Report({{0, 1, kRunning}});
  ReportNothing(TransformReport::Feature::kDisabled);
  EXPECT_THAT(Shown(1), HasSubstr("running:")) << "one node may have been restarted before the others";
  for (int i = 0; i < 10; ++i) ReportNothing(TransformReport::Feature::kDisabled);
  EXPECT_EQ(Shown(1), "up");
}

TEST_F(TransformStatusesTest, WithoutAnswersNothingIsClaimedAboutTheNodes) {
  Report({{0, 1, kRunning}});
  EXPECT_FALSE(statuses().IsSourceLost(now_));
  StaySilent(absl::Hours(1));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
  EXPECT_TRUE(statuses().IsSourceLost(now_));
}

class OneNodeTest : public TransformStatusesTest {
 protected:
  OneNodeTest() { options_.node_id = 1; }
};

TEST_F(OneNodeTest, OnlyThatNodeIsPublished) {
  Report({{0, 1, kRunning}, {1, 2, kRunning}});
  EXPECT_THAT(statuses().Statuses(), ElementsAre(Pair(1, ::testing::_)));
}

TEST_F(OneNodeTest, IsUpIfItRunsNothing) {
  for (int i = 0; i < 10; ++i) {
    Report({{1, 2, kRunning}});
    EXPECT_EQ(Shown(1), "up");
  }
}

TEST_F(OneNodeTest, NothingIsKnownBeforeTheFirstReport) {
  EXPECT_THAT(statuses().Statuses(), IsEmpty());
  statuses().OnErrorAnswer(now_);
  StaySilent(absl::Seconds(59));
  EXPECT_THAT(statuses().Statuses(), IsEmpty());
}

TEST_F(OneNodeTest, IsDownWithoutAnAnswerUntilThereIsAReport) {
  Report({{0, 1, kRunning}});
  StaySilent(absl::Seconds(59));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
  StaySilent(absl::Seconds(1));
  EXPECT_EQ(Shown(1), "down");
  EXPECT_EQ(statuses().Statuses().at(1)->reason, "the node's Redpanda admin API has not answered for 1m");
  statuses().OnErrorAnswer(now_);  // such as that of a Redpanda that is starting
  EXPECT_EQ(Shown(1), "down");
  Report({{0, 1, kRunning}});
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
}

TEST_F(OneNodeTest, IsDownIfThereWasNeverAnAnswer) {
  statuses();
  StaySilent(absl::Minutes(1));
  EXPECT_EQ(Shown(1), "down");
}

TEST_F(OneNodeTest, AnErrorIsASignOfLife) {
  Report({{0, 1, kRunning}});
  for (int minutes = 0; minutes < 10; ++minutes) statuses().OnErrorAnswer(now_ += absl::Minutes(1));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
  EXPECT_TRUE(statuses().IsSourceLost(now_));
  StaySilent(absl::Seconds(59));
  EXPECT_THAT(Shown(1), HasSubstr("running:"));
}

}  // namespace
}  // namespace rollcall::agent
