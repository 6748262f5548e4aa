// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evidence_gate.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using testing::HeaderOf;
using testing::Noon;
using testing::SetTime;

constexpr char kNoEvidence[] = "there is no evidence yet from after the wait began";

class EvidenceGateTest : public ::testing::Test {
 protected:
  // A header that the server makes at `answered` after noon by its clock, with evidence from `as_of`. It arrives at
  // `arrived` by ours.
  std::string Ask(absl::Duration answered, absl::Duration as_of, absl::Duration arrived,
                  v1::SourceState source = v1::SOURCE_STATE_CURRENT) {
    v1::Header header = HeaderOf({}, 1);
    SetTime(Noon() + answered, header.mutable_answer_time());
    SetTime(Noon() + as_of, header.mutable_as_of_time());
    header.set_source_state(source);
    return gate_.WhyNotTrusted(header, Instant(arrived, absl::UnixEpoch() + arrived));
  }
  static absl::Duration Ms(int64_t ms) { return absl::Milliseconds(ms); }

  EvidenceGate gate_;
};

TEST_F(EvidenceGateTest, OnlyEvidenceFromAfterTheFirstAnswerCounts) {
  EXPECT_EQ(Ask(Ms(0), Ms(-300), Ms(5)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(500), Ms(-300), Ms(505)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(800), Ms(-1), Ms(805)), kNoEvidence) << "it advanced, but it is from before the wait began";
  EXPECT_EQ(Ask(Ms(900), Ms(0), Ms(905)), kNoEvidence) << "the probe may have begun before";
  EXPECT_EQ(Ask(Ms(1000), Ms(1), Ms(1005)), "");
  EXPECT_EQ(Ask(Ms(1100), Ms(1), Ms(1105)), "") << "it stays good while the source is current";
}

TEST_F(EvidenceGateTest, ASourceThatIsNotCurrentNeverCounts) {
  EXPECT_EQ(Ask(Ms(0), Ms(-300), Ms(5)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(1000), Ms(900), Ms(1005), v1::SOURCE_STATE_DISCONNECTED), "no broker answers the server");
  EXPECT_EQ(Ask(Ms(1000), Ms(900), Ms(1005), v1::SOURCE_STATE_BEHIND), "the server has not read the topic to its end");
  EXPECT_NE(Ask(Ms(1000), Ms(900), Ms(1005), static_cast<v1::SourceState>(77)), "");
  EXPECT_EQ(Ask(Ms(1000), Ms(900), Ms(1005)), "");
}

TEST_F(EvidenceGateTest, TheFirstAnswerCountsAlthoughItsSourceIsNotCurrent) {
  EXPECT_NE(Ask(Ms(0), Ms(-9000), Ms(5), v1::SOURCE_STATE_DISCONNECTED), "");
  EXPECT_EQ(Ask(Ms(1000), Ms(500), Ms(1005)), "");
}

TEST_F(EvidenceGateTest, WithoutTimesThereIsNoEvidence) {
  v1::Header header;
  header.set_source_state(v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(gate_.WhyNotTrusted(header, Instant()), kNoEvidence);
  SetTime(Noon(), header.mutable_as_of_time());
  EXPECT_EQ(gate_.WhyNotTrusted(header, Instant()), kNoEvidence);
}

TEST_F(EvidenceGateTest, ANewStreamMayHaveAnotherClock) {
  EXPECT_EQ(Ask(Ms(0), Ms(-300), Ms(5)), kNoEvidence);
  gate_.OnNewStream();
  EXPECT_EQ(Ask(Ms(3000), Ms(2700), Ms(6)), kNoEvidence) << "that server's clock is ahead, its evidence is not new";
  EXPECT_EQ(Ask(Ms(3900), Ms(3800), Ms(906)), "");
}

TEST_F(EvidenceGateTest, AClockThatIsSetForwardMakesNoEvidence) {
  EXPECT_EQ(Ask(Ms(0), Ms(-300), Ms(5)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(3600000), Ms(3600000 - 800), Ms(500)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(3601000), Ms(3600500), Ms(1500)), "");
}

TEST_F(EvidenceGateTest, AClockThatIsSetBackIsNoReasonToWaitForLong) {
  EXPECT_EQ(Ask(Ms(0), Ms(-300), Ms(5)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(-3600000), Ms(-3600300), Ms(500)), kNoEvidence);
  EXPECT_EQ(Ask(Ms(-3599000), Ms(-3599500), Ms(1500)), "");
}

}  // namespace
}  // namespace rollcall::cli
