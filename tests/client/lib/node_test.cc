// SPDX-License-Identifier: Apache-2.0
// The meaning of a node's status.
#include "client/lib/node.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

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

TEST(SameContentTest, IgnoresWhatDiffersFromRecordToRecord) {
  v1::NodeStatus a = InvalidNode(1, 1, "not JSON");
  v1::NodeStatus b = InvalidNode(1, 2, "not JSON");
  b.set_raw_value("x");
  EXPECT_TRUE(SameContent(a, b));
  b.mutable_problem()->set_message("another text");
  EXPECT_FALSE(SameContent(a, b));
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
