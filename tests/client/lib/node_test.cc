// SPDX-License-Identifier: Apache-2.0
// The meaning of a node's status.
#include "rollcall/client/node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(IsStaleTest, BeginsAfterThreeLeasesOfProvenSilence) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);  // a minute before noon
  EXPECT_FALSE(IsStale(node, header)) << "it has promised nothing";
  node.mutable_lease()->set_seconds(20);
  EXPECT_FALSE(IsStale(node, header)) << "exactly three leases";
  node.mutable_lease()->set_seconds(19);
  EXPECT_TRUE(IsStale(node, header));
  EXPECT_FALSE(IsStale(node, v1::Header())) << "there is no evidence of silence";
}

TEST(IsStaleTest, IsDecidedByStaleAfterTime) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_seconds(1);
  SetTime(Noon(), node.mutable_stale_after_time());
  EXPECT_EQ(StaleAfterTime(node), Noon()) << "not computed from the lease";
  EXPECT_FALSE(IsStale(node, header)) << "the same time is not later";
  SetTime(Noon() + absl::Nanoseconds(1), header.mutable_as_of_time());
  EXPECT_TRUE(IsStale(node, header));
}

TEST(IsStaleTest, StaleAfterTimeSaysHowFarAheadARecordMayBe) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);
  SetTime(Noon() + absl::Minutes(1), node.mutable_publish_time());
  SetTime(Noon() + absl::Minutes(2), node.mutable_stale_after_time());
  EXPECT_FALSE(IsStale(node, header));
  SetTime(Noon() - absl::Nanoseconds(1), header.mutable_as_of_time());
  EXPECT_TRUE(IsStale(node, header));
}

TEST(StaleAfterTimeTest, IsComputedForAServerThatDoesNotSayIt) {
  v1::NodeStatus node = UpNode(1, 1);
  EXPECT_EQ(StaleAfterTime(node), std::nullopt) << "it has promised nothing";
  node.mutable_lease()->set_seconds(20);
  EXPECT_EQ(StaleAfterTime(node), Noon());
  node.clear_publish_time();
  EXPECT_EQ(StaleAfterTime(node), std::nullopt) << "it has no time";
}

TEST(IsStaleTest, ARecordFromTheFutureIsNoProofOfLife) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);
  SetTime(Noon() + absl::Minutes(1), node.mutable_publish_time());
  EXPECT_FALSE(IsStale(node, header)) << "it has promised nothing";
  node.mutable_lease()->set_seconds(20);
  EXPECT_FALSE(IsStale(node, header)) << "exactly three leases";
  node.mutable_lease()->set_seconds(19);
  EXPECT_TRUE(IsStale(node, header));
}

TEST(IsStaleTest, ARecordMayBeAsMuchYoungerThanTheEvidenceAsEvidenceMayBeOld) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_nanos(1'000'000);
  SetTime(Noon() + absl::Seconds(5), node.mutable_publish_time());
  EXPECT_FALSE(IsStale(node, header));
  SetTime(Noon() + absl::Seconds(5) + absl::Milliseconds(1), node.mutable_publish_time());
  EXPECT_TRUE(IsStale(node, header));
}

TEST(IsStaleTest, CountsATimeThatPublishTimeCannotHold) {
  v1::Header header;
  SetTime(Noon(), header.mutable_as_of_time());
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_seconds(3600);
  node.clear_publish_time();
  EXPECT_FALSE(IsStale(node, header)) << "it has no time";
  for (const int64_t ms : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    node.set_raw_timestamp_ms(ms);
    EXPECT_TRUE(IsStale(node, header)) << ms;
  }
}

TEST(PublishTimeTest, IsThatOfTheRecord) {
  v1::NodeStatus node = UpNode(1, 1);
  EXPECT_EQ(PublishTime(node), Noon() - absl::Minutes(1));
  node.clear_publish_time();
  EXPECT_EQ(PublishTime(node), std::nullopt);
  node.set_raw_timestamp_ms(253'402'300'800'000);
  EXPECT_EQ(PublishTime(node), absl::FromCivil(absl::CivilSecond(10000, 1, 1), absl::UTCTimeZone()));
}

TEST(TimeAheadTest, IsZeroForClocksThatDifferLittle) {
  v1::NodeStatus node = UpNode(1, 1);
  EXPECT_EQ(TimeAhead(node, Noon()), absl::ZeroDuration());
  SetTime(Noon() + absl::Seconds(5), node.mutable_publish_time());
  EXPECT_EQ(TimeAhead(node, Noon()), absl::ZeroDuration());
  EXPECT_EQ(TimeAhead(node, HeaderOf({}, 1)), absl::ZeroDuration());
  SetTime(Noon() + absl::Seconds(6), node.mutable_publish_time());
  EXPECT_EQ(TimeAhead(node, Noon()), absl::Seconds(6));
  EXPECT_EQ(TimeAhead(node, HeaderOf({}, 1)), absl::Seconds(6));
  EXPECT_EQ(TimeAhead(node, v1::Header()), absl::ZeroDuration()) << "nothing to compare with";
  node.clear_publish_time();
  EXPECT_EQ(TimeAhead(node, Noon()), absl::ZeroDuration()) << "it has no time";
}

TEST(SameContentTest, IgnoresWhatDiffersFromRecordToRecord) {
  v1::NodeStatus a = InvalidNode(1, 1, "not JSON");
  v1::NodeStatus b = InvalidNode(1, 2, "not JSON");
  b.set_raw_value("x");
  b.set_raw_timestamp_ms(1);
  b.mutable_stale_after_time()->set_seconds(1);
  EXPECT_TRUE(SameContent(a, b));
  b.mutable_problem()->set_message("another text");
  EXPECT_FALSE(SameContent(a, b));
}

TEST(SameContentTest, ComparesTheReason) {
  v1::NodeStatus other = DownNode(1, 2);
  other.set_reason("an upgrade");
  EXPECT_FALSE(SameContent(DownNode(1, 1), other));
}

TEST(ChangedFieldsTest, NamesTheFieldsWhoseContentDiffers) {
  v1::NodeStatus after = UpNode(1, 2, {{"a", {}, ""}});
  after.mutable_lease()->set_seconds(10);
  after.set_publisher_instance("run 2");
  SetTime(Noon(), after.mutable_stale_after_time());
  EXPECT_THAT(ChangedFields(UpNode(1, 1), after), ElementsAre("coprocessors", "lease", "publisherInstance"));
  EXPECT_THAT(ChangedFields(after, InvalidNode(1, 3, "")),
              ElementsAre("state", "statusText", "problem", "coprocessors", "lease", "publisherInstance"));
  EXPECT_THAT(ChangedFields(UpNode(1, 1), UpNode(1, 2)), IsEmpty());
}

TEST(ChangedFieldsTest, CountsAFieldThatIsSetToItsDefault) {
  v1::NodeStatus with_lease = UpNode(1, 1);
  with_lease.mutable_lease();
  EXPECT_THAT(ChangedFields(UpNode(1, 1), with_lease), ElementsAre("lease"));
}

TEST(EvidenceAgeTest, IsNeverNegativeAndInfiniteWithoutEvidence) {
  v1::Header header = HeaderOf({}, 1);
  EXPECT_EQ(EvidenceAge(header), absl::Milliseconds(500));
  SetTime(Noon() + absl::Seconds(1), header.mutable_as_of_time());
  EXPECT_EQ(EvidenceAge(header), absl::ZeroDuration());
  header.clear_as_of_time();
  EXPECT_EQ(EvidenceAge(header), absl::InfiniteDuration());
}

TEST(ToTimeTest, KeepsTheNanoseconds) {
  google::protobuf::Timestamp timestamp;
  SetTime(Noon() + absl::Nanoseconds(7), &timestamp);
  EXPECT_EQ(ToTime(timestamp), Noon() + absl::Nanoseconds(7));
}

}  // namespace
}  // namespace rollcall::client
