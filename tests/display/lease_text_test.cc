// SPDX-License-Identifier: Apache-2.0
#include "display/lease_text.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

// The record is from a minute before noon, and the evidence half a second old at noon.
std::string LeaseOf(int64_t seconds) {
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_seconds(seconds);
  return LeaseText(node, HeaderOf({}, 1));
}

TEST(LeaseTextTest, SaysHowMuchTimeIsLeft) {
  EXPECT_EQ(LeaseOf(60), "60 s; stale after 2026-03-01T12:02:00Z, in 2 min, unless it publishes again");
}

TEST(LeaseTextTest, SaysForHowLongTheNodeIsStale) {
  EXPECT_EQ(LeaseOf(5), "5 s; stale after 2026-03-01T11:59:15Z: STALE for 44 s");
}

TEST(LeaseTextTest, SaysThatThereIsNone) {
  EXPECT_EQ(LeaseText(UpNode(1, 1), HeaderOf({}, 1)), "none: it promises no next record, so it is never stale");
}

TEST(LeaseTextTest, ARecordFromTheFutureIsStale) {
  v1::NodeStatus node = FutureNode(1, 1);
  node.mutable_lease()->set_seconds(60);
  EXPECT_EQ(LeaseText(node, HeaderOf({}, 1)),
            "60 s; stale after 2026-03-01T15:03:00Z: STALE, because its record is from the future (clock?)");
}

TEST(LeaseTextTest, SaysWhatIsNotKnown) {
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_seconds(60);
  EXPECT_EQ(LeaseText(node, v1::Header()),
            "60 s; stale after 2026-03-01T12:02:00Z; how old the evidence is, is not known");
  node.clear_publish_time();
  EXPECT_EQ(LeaseText(node, HeaderOf({}, 1)), "60 s; its record has no time, so nobody can tell when it is over");
}

}  // namespace
}  // namespace rollcall
