// SPDX-License-Identifier: Apache-2.0
#include "server/response/header.h"

#include <gtest/gtest.h>

#include "rollcall/instant.h"

namespace rollcall::response {
namespace {

const Instant kNow(absl::FromUnixMillis(1'700'000'000'250));
constexpr Totals kTotals = {.revision = 17, .digest = 0xfedcba9876543210, .node_count = 3, .problem_count = 2};

const state::ServerIdentity kServer = {"replica-1", "1.2.3"};

state::SourceStatus CurrentSource() {
  state::SourceStatus source;
  source.state = v1::SOURCE_STATE_CURRENT;
  source.state_since = Instant(absl::FromUnixSeconds(1'600'000'000));
  source.as_of = kNow - absl::Seconds(1);
  source.cluster_id = "cluster";
  source.topic = "topic";
  source.detail = "not part of a header";
  return source;
}

v1::Header HeaderAt(Instant now) {
  const state::SourceStatus source = CurrentSource();
  return MakeHeader(kTotals, source, kServer, source.as_of, now);
}

TEST(HeaderTest, ShowsTotalsAndSource) {
  const v1::Header header = HeaderAt(kNow);
  EXPECT_EQ(header.revision(), 17);
  EXPECT_EQ(header.digest(), 0xfedcba9876543210);
  EXPECT_EQ(header.node_count(), 3);
  EXPECT_EQ(header.problem_count(), 2);
  EXPECT_EQ(header.source_state(), v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(header.source_state_time().seconds(), 1'600'000'000);
  EXPECT_EQ(header.as_of_time().seconds(), 1'699'999'999);
  EXPECT_EQ(header.as_of_time().nanos(), 250'000'000);
  EXPECT_EQ(header.answer_time().seconds(), 1'700'000'000);
  EXPECT_EQ(header.answer_time().nanos(), 250'000'000);
  EXPECT_EQ(header.cluster_id(), "cluster");
  EXPECT_EQ(header.topic(), "topic");
  EXPECT_EQ(header.server_id(), "replica-1");
  EXPECT_EQ(header.server_version(), "1.2.3");
}

TEST(HeaderTest, WithoutEvidenceThereIsNoTimeOfIt) {
  state::SourceStatus source = CurrentSource();
  source.state = v1::SOURCE_STATE_BEHIND;
  source.as_of = Instant::InfinitePast();
  EXPECT_FALSE(MakeHeader(kTotals, source, kServer, source.as_of, kNow).has_as_of_time());
}

TEST(HeaderTest, TheSourceIsShownAsItIsAtTheTimeOfTheAnswer) {
  const Instant late = kNow + absl::Minutes(1);
  const v1::Header header = HeaderAt(late);
  EXPECT_EQ(header.source_state(), v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(header.source_state_time().seconds(),
            absl::ToUnixSeconds(kNow.wall() - absl::Seconds(1) + state::kCurrentFor));
  EXPECT_EQ(header.answer_time().seconds(), absl::ToUnixSeconds(late.wall()));
}

// The topic went on since, so newer evidence is not about what is shown.
TEST(HeaderTest, OldEvidenceAboutAnOldRevisionLeavesTheServerCurrent) {
  const Instant as_of = kNow - absl::Minutes(1);
  const v1::Header header = MakeHeader(kTotals, CurrentSource(), kServer, as_of, kNow);
  EXPECT_EQ(header.as_of_time().seconds(), absl::ToUnixSeconds(as_of.wall()));
  EXPECT_EQ(header.source_state(), v1::SOURCE_STATE_CURRENT);
}

TEST(HeaderTest, NoTimeIsAfterTheAnswer) {
  for (const absl::Duration ahead : {absl::Milliseconds(1), absl::Seconds(1), absl::Seconds(2), absl::Hours(1)}) {
    const Instant now = CurrentSource().as_of - ahead;
    for (const Instant as_of : {CurrentSource().as_of, CurrentSource().as_of + absl::Hours(1)}) {
      const v1::Header header = MakeHeader(kTotals, CurrentSource(), kServer, as_of, now);
      EXPECT_EQ(header.answer_time().seconds(), absl::ToUnixSeconds(now.wall()));
      EXPECT_EQ(header.as_of_time().SerializeAsString(), header.answer_time().SerializeAsString());
      EXPECT_LE(header.source_state_time().seconds(), header.answer_time().seconds());
    }
  }
}

TEST(HeaderTest, AfterTheWallClockWasSetAgesAreStillRight) {
  for (const absl::Duration set : {-absl::Hours(1), absl::Hours(1)}) {
    const Instant now(kNow.steady() + absl::Seconds(2), kNow.wall() + set);
    const v1::Header header = HeaderAt(now);
    EXPECT_EQ(header.answer_time().seconds(), 1'700'000'000 + absl::ToInt64Seconds(set));
    EXPECT_EQ(header.as_of_time().seconds(), header.answer_time().seconds() - 3);
    EXPECT_EQ(header.source_state(), v1::SOURCE_STATE_CURRENT);
    EXPECT_EQ(HeaderAt(now + absl::Seconds(3)).source_state(), v1::SOURCE_STATE_BEHIND);
  }
}

}  // namespace
}  // namespace rollcall::response
