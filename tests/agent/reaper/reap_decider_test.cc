// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reap_decider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/time/time.h"
#include "tests/testing/status_messages.h"

namespace rollcall::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Noon;

constexpr absl::Duration kLease = absl::Seconds(10);

// True time, less the start of the test. Clocks show the same unless a test sets them.
Moment At(absl::Duration time) { return {.running = time, .instant = Instant(Noon() + time)}; }

// A node with a lease, its record published at `published`.
v1::NodeStatus Leased(int32_t id, int64_t revision, absl::Duration published) {
  v1::NodeStatus node = testing::UpNode(id, revision);
  node.mutable_lease()->set_seconds(absl::ToInt64Seconds(kLease));
  testing::SetTime(Noon() + published, node.mutable_publish_time());
  node.set_raw_key("key");
  return node;
}

// The header of an answer that was made at `time`, of evidence that is half a second old.
v1::Header HeaderAt(absl::Duration time) {
  v1::Header header = testing::HeaderOf({}, 99);
  testing::SetTime(Noon() + time - absl::Milliseconds(500), header.mutable_as_of_time());
  testing::SetTime(Noon() + time, header.mutable_answer_time());
  return header;
}

class ReapDeciderTest : public ::testing::Test {
 protected:
  // Nodes 1 to 4 published at 0, and are shown at 0.
  void SetUp() override {
    for (int32_t id = 1; id <= 4; ++id) nodes_[id] = Leased(id, id, absl::ZeroDuration());
    ShowAt(absl::ZeroDuration());
  }

  void ShowAt(absl::Duration time) { decider_.OnView(nodes_, HeaderAt(time), At(time)); }
  // Nodes 2 to 4 publish again and again until `end`; node 1 is silent.
  void LiveUntil(absl::Duration end) {
    while (time_ < end) {
      time_ = std::min(time_ + absl::Seconds(5), end);
      for (int32_t id = 2; id <= 4; ++id) nodes_[id] = Leased(id, ++revision_, time_);
      ShowAt(time_);
    }
  }
  std::vector<int32_t> Decided(absl::Duration time) { return decider_.Decide(At(time)).node_ids; }

  v1::ListNodesResponse AnswerAt(absl::Duration time) const {
    v1::ListNodesResponse answer;
    *answer.mutable_header() = HeaderAt(time);
    *answer.add_nodes() = nodes_.at(1);
    return answer;
  }
  // The nodes that the answer confirms. It is asked for at `time`, and comes a tenth of a second later.
  std::vector<ConfirmedReap> Confirmed(const v1::ListNodesResponse& answer, absl::Duration time) const {
    return decider_.Confirm(answer, At(time), At(time + absl::Milliseconds(100)));
  }

  ReapDecider decider_{ReapOptions()};
  std::map<int32_t, v1::NodeStatus> nodes_;
  int64_t revision_ = 10;
  absl::Duration time_;  // of the newest view of LiveUntil
};

TEST_F(ReapDeciderTest, ANodeIsOverAfterThreeLeasesOfProvenSilence) {
  LiveUntil(absl::Seconds(30));
  EXPECT_THAT(Decided(absl::Seconds(30)), IsEmpty()) << "the evidence is half a second old";
  ShowAt(absl::Seconds(31));
  EXPECT_THAT(Decided(absl::Seconds(31)), ElementsAre(1));
  EXPECT_THAT(Confirmed(AnswerAt(absl::Seconds(31)), absl::Seconds(31)), ::testing::SizeIs(1));
}

TEST_F(ReapDeciderTest, OnlyALeaseCanEnd) {
  nodes_[1].clear_lease();
  LiveUntil(absl::Seconds(60));
  EXPECT_THAT(Decided(absl::Seconds(60)), IsEmpty());
}

TEST_F(ReapDeciderTest, ANodeThatIsDownOrInvalidIsLeftAlone) {
  for (const v1::NodeStatus::State state : {v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_INVALID}) {
    nodes_[1].set_state(state);
    LiveUntil(time_ + absl::Seconds(60));
    EXPECT_THAT(Decided(time_), IsEmpty()) << state;
  }
  nodes_[1].set_state(v1::NodeStatus::STATE_OTHER);
  LiveUntil(time_ + absl::Seconds(60));
  EXPECT_THAT(Decided(time_), ElementsAre(1)) << "another state can end as up can";
}

TEST_F(ReapDeciderTest, EvidenceMustBeCurrent) {
  LiveUntil(absl::Seconds(60));
  v1::Header header = HeaderAt(absl::Seconds(60));
  header.set_source_state(v1::SOURCE_STATE_BEHIND);
  decider_.OnView(nodes_, header, At(absl::Seconds(60)));
  EXPECT_THAT(Decided(absl::Seconds(60)), IsEmpty());
  v1::ListNodesResponse answer = AnswerAt(absl::Seconds(60));
  answer.mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  EXPECT_THAT(Confirmed(answer, absl::Seconds(60)), IsEmpty());
}

// Readers must see that the node is stale before it is down.
TEST_F(ReapDeciderTest, TheNodeMustBeStale) {
  nodes_[1] = Leased(1, 5, absl::Seconds(25));  // its clock is ahead, by less than three leases
  LiveUntil(absl::Seconds(55));
  EXPECT_THAT(Decided(absl::Seconds(55)), IsEmpty());
  EXPECT_THAT(Confirmed(AnswerAt(absl::Seconds(55)), absl::Seconds(55)), IsEmpty());
  LiveUntil(absl::Seconds(60));
  EXPECT_THAT(Decided(absl::Seconds(60)), ElementsAre(1));
}

// A reaper that was just started knows nothing of the time before, whatever the record's date.
TEST_F(ReapDeciderTest, SilenceIsWhatTheReaperHasSeenItself) {
  nodes_[1] = Leased(1, 5, -absl::Hours(2));
  LiveUntil(absl::Seconds(30));
  EXPECT_THAT(Decided(absl::Seconds(30)), IsEmpty());
  EXPECT_THAT(Confirmed(AnswerAt(absl::Seconds(30)), absl::Seconds(30)), IsEmpty());
}

TEST_F(ReapDeciderTest, ANewRecordEndsTheSilence) {
  LiveUntil(absl::Seconds(25));
  nodes_[1] = Leased(1, ++revision_, -absl::Hours(1));  // its clock is an hour behind
  LiveUntil(absl::Seconds(50));
  EXPECT_THAT(Decided(absl::Seconds(50)), IsEmpty());
}

TEST_F(ReapDeciderTest, AWallClockThatIsSetForwardIsNoSilence) {
  const Moment jumped = {.running = absl::Seconds(5), .instant = Instant(Noon() + absl::Hours(2))};
  decider_.OnView(nodes_, HeaderAt(absl::Hours(2)), jumped);
  EXPECT_THAT(decider_.Decide(jumped).node_ids, IsEmpty());
  EXPECT_THAT(decider_.Confirm(AnswerAt(absl::Hours(2)), jumped, jumped), IsEmpty());
}

TEST_F(ReapDeciderTest, TheRecordMustBeTheSameWhenItIsConfirmed) {
  LiveUntil(absl::Seconds(35));
  ASSERT_THAT(Decided(absl::Seconds(35)), ElementsAre(1));
  nodes_[1] = Leased(1, ++revision_, absl::ZeroDuration());
  EXPECT_THAT(Confirmed(AnswerAt(absl::Seconds(35)), absl::Seconds(35)), IsEmpty());
}

// The answer proves nothing about the time after it was asked for, less the age of its evidence.
TEST_F(ReapDeciderTest, OldEvidenceConfirmsLess) {
  LiveUntil(absl::Seconds(31));
  v1::ListNodesResponse answer = AnswerAt(absl::Seconds(33));
  testing::SetTime(Noon() + absl::Seconds(31), answer.mutable_header()->mutable_as_of_time());  // 2 s old
  EXPECT_THAT(decider_.Confirm(answer, At(absl::Seconds(31)), At(absl::Seconds(33))), IsEmpty());
  EXPECT_THAT(decider_.Confirm(answer, At(absl::Seconds(32)), At(absl::Seconds(33))), ::testing::SizeIs(1));
}

TEST_F(ReapDeciderTest, ASlowAnswerConfirmsNothing) {
  LiveUntil(absl::Seconds(35));
  const Moment asked = At(absl::Seconds(35));
  EXPECT_THAT(decider_.Confirm(AnswerAt(absl::Seconds(35)), asked, At(absl::Seconds(40))), ::testing::SizeIs(1));
  EXPECT_THAT(decider_.Confirm(AnswerAt(absl::Seconds(35)), asked, At(absl::Seconds(41))), IsEmpty());
  Moment slept = At(absl::Seconds(35));
  slept.instant += absl::Minutes(1);  // the machine slept: only one of the clocks shows it
  EXPECT_THAT(decider_.Confirm(AnswerAt(absl::Seconds(35)), asked, slept), IsEmpty());
}

TEST_F(ReapDeciderTest, AWriteMustBeginSoon) {
  LiveUntil(absl::Seconds(35));
  const std::vector<ConfirmedReap> confirmed = Confirmed(AnswerAt(absl::Seconds(35)), absl::Seconds(35));
  ASSERT_EQ(confirmed.size(), 1);
  EXPECT_TRUE(decider_.MayWrite(confirmed[0], At(absl::Seconds(40))));
  EXPECT_FALSE(decider_.MayWrite(confirmed[0], At(absl::Seconds(41))));
}

TEST_F(ReapDeciderTest, WhatIsWrittenIsNotWrittenAgainAtOnce) {
  LiveUntil(absl::Seconds(35));
  const std::vector<ConfirmedReap> confirmed = Confirmed(AnswerAt(absl::Seconds(35)), absl::Seconds(35));
  ASSERT_EQ(confirmed.size(), 1);
  decider_.OnWritten(confirmed[0], At(absl::Seconds(36)));
  EXPECT_THAT(Decided(absl::Seconds(40)), IsEmpty()) << "the view does not show it yet";
  LiveUntil(absl::Seconds(50));
  EXPECT_THAT(Decided(absl::Seconds(50)), ElementsAre(1)) << "the record was lost, or the topic truncated";
}

TEST_F(ReapDeciderTest, ANodeThatSomebodyElseReapedIsLeftAlone) {
  LiveUntil(absl::Seconds(29));
  nodes_[1] = testing::DownNode(1, ++revision_);
  nodes_[1].set_publisher_instance("reaper:1:other");
  LiveUntil(absl::Seconds(60));
  EXPECT_THAT(Decided(absl::Seconds(60)), IsEmpty());
}

TEST_F(ReapDeciderTest, NoneIsReapedIfTooManyWouldGo) {
  for (absl::Duration time = absl::Seconds(5); time <= absl::Seconds(31); time += absl::Seconds(1)) {
    nodes_[4] = Leased(4, ++revision_, time);
    ShowAt(time);
  }
  const ReapDecision decision = decider_.Decide(At(absl::Seconds(31)));
  EXPECT_THAT(decision.node_ids, IsEmpty());
  EXPECT_TRUE(decision.share.is_exceeded);
  EXPECT_EQ(decision.over, 3);
  EXPECT_EQ(decision.share.leased, 4);
}

}  // namespace
}  // namespace rollcall::agent
