// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/health.h"

#include <gtest/gtest.h>

#include "rollcall/client/node.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

v1::Header HeaderAt(absl::Time as_of) {
  v1::Header header = HeaderOf({}, 1);
  SetTime(as_of, header.mutable_as_of_time());
  return header;
}

v1::NodeStatus Leased(v1::NodeStatus node) {
  node.mutable_lease()->set_seconds(10);
  return node;
}

TEST(HealthTest, IsTheStateOrStale) {
  EXPECT_EQ(HealthOf(UpNode(1, 1), HeaderAt(Noon())), Health::kUp);
  EXPECT_EQ(HealthOf(DownNode(1, 1), HeaderAt(Noon())), Health::kDown);
  EXPECT_EQ(HealthOf(InvalidNode(1, 1, "no JSON"), HeaderAt(Noon())), Health::kInvalid);
  v1::NodeStatus other = UpNode(1, 1);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  EXPECT_EQ(HealthOf(other, HeaderAt(Noon())), Health::kOther);
  EXPECT_EQ(HealthOf(Leased(UpNode(1, 1)), HeaderAt(Noon())), Health::kStale) << "its record is a minute old";
  EXPECT_EQ(HealthOf(Leased(DownNode(1, 1)), HeaderAt(Noon())), Health::kDown);
}

TEST(HealthTest, NamesTheTimeAfterWhichItMayChange) {
  const absl::Time published = Noon() - absl::Minutes(1);
  EXPECT_EQ(HealthChangesAfter(UpNode(1, 1), HeaderAt(Noon())), absl::InfiniteFuture());
  EXPECT_EQ(HealthChangesAfter(Leased(DownNode(1, 1)), HeaderAt(Noon())), absl::InfiniteFuture());
  const absl::Time until = HealthChangesAfter(Leased(UpNode(1, 1)), HeaderAt(published));
  EXPECT_EQ(until, published + absl::Seconds(30));
  EXPECT_EQ(HealthOf(Leased(UpNode(1, 1)), HeaderAt(until)), Health::kUp);
  EXPECT_EQ(HealthOf(Leased(UpNode(1, 1)), HeaderAt(until + absl::Milliseconds(1))), Health::kStale);
  EXPECT_EQ(HealthChangesAfter(Leased(UpNode(1, 1)), HeaderAt(Noon())), absl::InfiniteFuture()) << "stale for good";
  const absl::Time young = HealthChangesAfter(Leased(FutureNode(1, 1)), HeaderAt(Noon()));
  EXPECT_EQ(young, Noon() + absl::Hours(3) - absl::Seconds(30));
  EXPECT_EQ(HealthOf(Leased(FutureNode(1, 1)), HeaderAt(Noon())), Health::kStale);
  EXPECT_EQ(HealthOf(Leased(FutureNode(1, 1)), HeaderAt(young)), Health::kUp);
}

TEST(HealthTest, ARowShowsTheCoprocessorsWordOnlyIfItsNodeIsUp) {
  v1::NodeStatus node = UpNode(1, 1, {{"a", {}, ""}});
  EXPECT_EQ(RowStateText(node, &node.coprocessors(0), Health::kUp), "up");
  node.mutable_coprocessors(0)->set_state_text("run\x1bning");
  EXPECT_EQ(RowStateText(node, &node.coprocessors(0), Health::kUp), "run\\x1bning");
  EXPECT_EQ(RowStateText(node, &node.coprocessors(0), Health::kStale), "stale");
  EXPECT_EQ(RowStateText(DownNode(1, 1), nullptr, Health::kDown), "down");
}

TEST(HealthTest, AFailedCoprocessorNeedsAttention) {
  v1::Coprocessor coprocessor;
  EXPECT_FALSE(NeedsAttention(&coprocessor, Health::kUp));
  EXPECT_FALSE(NeedsAttention(nullptr, Health::kUp));
  EXPECT_TRUE(NeedsAttention(nullptr, Health::kStale));
  coprocessor.set_state_text("errored");
  EXPECT_TRUE(NeedsAttention(&coprocessor, Health::kUp));
}

}  // namespace
}  // namespace rollcall::cli
