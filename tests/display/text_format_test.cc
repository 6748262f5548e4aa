// SPDX-License-Identifier: Apache-2.0
// The texts for times, states and reasons.
#include "display/text_format.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(AgeTextTest, UsesTheLargestUnitOfWhichThereAreTwo) {
  EXPECT_EQ(AgeText(absl::Milliseconds(1940)), "1.9 s");
  EXPECT_EQ(AgeText(absl::Seconds(2)), "2 s");
  EXPECT_EQ(AgeText(absl::Seconds(119)), "119 s");
  EXPECT_EQ(AgeText(absl::Seconds(120)), "2 min");
  EXPECT_EQ(AgeText(absl::Minutes(119)), "119 min");
  EXPECT_EQ(AgeText(absl::Minutes(120)), "2 h");
  EXPECT_EQ(AgeText(absl::Hours(47)), "47 h");
  EXPECT_EQ(AgeText(absl::Hours(48)), "2 d");
}

TEST(AgeTextTest, ANegativeAgeIsZeroAndAnInfiniteOneIsUnknown) {
  EXPECT_EQ(AgeText(-absl::Hours(1)), "0.0 s");
  EXPECT_EQ(AgeText(absl::InfiniteDuration()), "an unknown time");
}

TEST(TimeTextTest, IsRfc3339InUtcToTheSecond) {
  EXPECT_EQ(TimeText(Noon() + absl::Milliseconds(900)), "2026-03-01T12:00:00Z");
}

TEST(CountTest, HasAPlural) {
  EXPECT_EQ(Count(0, "node"), "0 nodes");
  EXPECT_EQ(Count(1, "node"), "1 node");
  EXPECT_EQ(Count(2, "node"), "2 nodes");
}

TEST(StateTextTest, NamesUnknownStatesByTheirNumberAndOthersByTheirText) {
  v1::NodeStatus node = UpNode(1, 1);
  EXPECT_EQ(StateText(node), "up");
  node.set_state(static_cast<v1::NodeStatus::State>(7));
  EXPECT_EQ(StateText(node), "unknown (7)");
  node.set_state(v1::NodeStatus::STATE_OTHER);
  node.set_status_text("drain\n");
  EXPECT_EQ(StateText(node), "drain\\n");
}

TEST(SourceTextTest, IsEmptyOnlyForACurrentSource) {
  EXPECT_EQ(SourceText(v1::SOURCE_STATE_CURRENT), "");
  for (int state = 0; state < v1::SourceState_ARRAYSIZE + 1; ++state) {
    if (state == v1::SOURCE_STATE_CURRENT) continue;
    EXPECT_NE(SourceText(static_cast<v1::SourceState>(state)), "") << state;
  }
}

TEST(RemovalTextTest, HasATextForEachReason) {
  EXPECT_EQ(RemovalText(v1::RemovedNode::REASON_DELETED), "deleted");
  EXPECT_EQ(RemovalText(v1::RemovedNode::REASON_FILTERED_OUT), "no longer matches the filter");
  EXPECT_EQ(RemovalText(v1::RemovedNode::REASON_UNSPECIFIED), "not in the new snapshot");
  EXPECT_EQ(RemovalText(static_cast<v1::RemovedNode::Reason>(99)), "no longer shown");
}

TEST(RemovalTextTest, SaysWhatBecameOfTheNode) {
  v1::RemovedNode removed;
  removed.set_reason(v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(RemovalText(removed, UpNode(1, 1)), "no longer matches the filter") << "an older server does not say it";
  *removed.mutable_status() = DownNode(1, 2);
  removed.mutable_status()->set_reason("an\nupgrade");
  EXPECT_EQ(RemovalText(removed, UpNode(1, 1)), "up -> down; reason: an\\nupgrade; no longer matches the filter");
  *removed.mutable_status() = UpNode(1, 2);
  EXPECT_EQ(RemovalText(removed, UpNode(1, 1)), "still up; no longer matches the filter");
}

TEST(StateChangeTextTest, TellsOldAndNewAndTheProblem) {
  v1::NodeStatus other = UpNode(1, 1);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("drain\n");
  EXPECT_EQ(StateChangeText(UpNode(1, 1), other), "up -> \"drain\\n\"");
  EXPECT_EQ(StateChangeText(other, other), "still \"drain\\n\"");
  EXPECT_EQ(StateChangeText(other, InvalidNode(1, 2, "no\nJSON")), "\"drain\\n\" -> invalid: no\\nJSON");
}

TEST(SnapshotTextTest, HasATextForEachReason) {
  const std::string unknown = SnapshotText(static_cast<v1::SnapshotStarted::Reason>(99));
  for (int reason = 1; reason < v1::SnapshotStarted::Reason_ARRAYSIZE; ++reason) {
    EXPECT_NE(SnapshotText(static_cast<v1::SnapshotStarted::Reason>(reason)), unknown) << reason;
  }
}

TEST(TopicsTextTest, IsSanitized) {
  EXPECT_EQ(TopicsText(UpNode(1, 1, {{"a", {"foo", "b\x1b"}, ""}}).coprocessors(0)), "[foo,b\\x1b]");
}

TEST(TopicsTextTest, QuotesWhatWouldBeTakenForSomethingElse) {
  EXPECT_EQ(TopicsText(std::vector<std::string_view>{"a,b", "", "c]", "d"}), R"(["a,b","","c]",d])");
  EXPECT_EQ(TopicsText(std::vector<std::string_view>{}), "[]");
}

TEST(NameTextTest, QuotesANameWhoseEdgesCannotBeSeen) {
  EXPECT_EQ(NameText("a b\x1b"), "a b\\x1b");
  EXPECT_EQ(NameText(""), R"("")");
  EXPECT_EQ(NameText(" a"), R"(" a")");
  EXPECT_EQ(NameText("a "), R"("a ")");
  EXPECT_EQ(NameText("\""), "\"\"\"");
}

}  // namespace
}  // namespace rollcall
