// SPDX-License-Identifier: Apache-2.0
// How old an answer may be.
#include "client/cli/commands/freshness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

// The evidence is 40 s old.
v1::Header OldHeader() {
  v1::Header header = HeaderOf({}, 3);
  header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  SetTime(Noon() - absl::Seconds(40), header.mutable_as_of_time());
  return header;
}

TEST(FreshnessTest, AnythingIsAcceptedUnlessAsked) { EXPECT_EQ(WhyNotFresh({}, OldHeader()), ""); }

TEST(FreshnessTest, RequiresASourceThatIsCurrent) {
  const Freshness freshness = {.source = Requirement::kCurrentSource, .max_staleness = {}};
  EXPECT_EQ(WhyNotFresh(freshness, HeaderOf({}, 3)), "");
  EXPECT_THAT(WhyNotFresh(freshness, OldHeader()), HasSubstr("no broker answers the server"));
}

TEST(FreshnessTest, LimitsTheAgeOfTheEvidence) {
  const v1::Header header = HeaderOf({}, 3);  // its evidence is half a second old
  EXPECT_EQ(WhyNotFresh({.max_staleness = absl::Milliseconds(500)}, header), "");
  EXPECT_EQ(WhyNotFresh({.max_staleness = absl::Milliseconds(499)}, header),
            "--max-staleness: the evidence for this answer is 0.5 s old, and at most 499ms is accepted");
  EXPECT_EQ(WhyNotFresh({.max_staleness = absl::Seconds(40)}, OldHeader()), "");
  EXPECT_THAT(WhyNotFresh({.max_staleness = absl::Seconds(39)}, OldHeader()), HasSubstr("is 40 s old"));
}

TEST(FreshnessTest, EvidenceThatThereIsNotIsTooOld) {
  v1::Header header = HeaderOf({}, 3);
  header.clear_as_of_time();
  EXPECT_THAT(WhyNotFresh({.max_staleness = absl::Hours(1)}, header), HasSubstr("an unknown time old"));
}

}  // namespace
}  // namespace rollcall::cli
