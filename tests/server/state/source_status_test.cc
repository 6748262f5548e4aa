// SPDX-License-Identifier: Apache-2.0
#include "server/state/source_status.h"

#include <gtest/gtest.h>

#include "rollcall/instant.h"

namespace rollcall::state {
namespace {

const Instant kEvidence(absl::FromUnixSeconds(1'700'000'000));

SourceStatus StatusIn(v1::SourceState state) {
  SourceStatus source;
  source.state = state;
  source.state_since = kEvidence - absl::Minutes(1);
  source.as_of = kEvidence;
  return source;
}

TEST(SourceStatusTest, OldEvidenceIsNotCurrent) {
  const SourceStatus source = StatusIn(v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(source.At(kEvidence + kCurrentFor), source);
  const SourceStatus late = source.At(kEvidence + kCurrentFor + absl::Milliseconds(1));
  EXPECT_EQ(late.state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(late.state_since, kEvidence + kCurrentFor);
  EXPECT_EQ(late.as_of, kEvidence);
}

TEST(SourceStatusTest, NoEvidenceIsFromAfterTheTimeOfAnAnswer) {
  const Instant now = kEvidence - absl::Milliseconds(1);
  const SourceStatus source = StatusIn(v1::SOURCE_STATE_CURRENT).At(now);
  EXPECT_EQ(source.state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(source.as_of, now);
}

TEST(SourceStatusTest, NoStateBeginsLater) {
  const Instant now = kEvidence - absl::Hours(1);
  EXPECT_EQ(StatusIn(v1::SOURCE_STATE_DISCONNECTED).At(now).state_since, now);
}

TEST(SourceStatusTest, OtherStatesDoNotExpire) {
  for (const v1::SourceState state : {v1::SOURCE_STATE_BEHIND, v1::SOURCE_STATE_DISCONNECTED,
                                      v1::SOURCE_STATE_TOPIC_MISSING, v1::SOURCE_STATE_TOPIC_UNSUITABLE}) {
    const SourceStatus source = StatusIn(state);
    EXPECT_EQ(source.At(kEvidence + absl::Hours(1)), source) << state;
  }
}

}  // namespace
}  // namespace rollcall::state
