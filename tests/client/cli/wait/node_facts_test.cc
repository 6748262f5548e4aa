// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/node_facts.h"

#include <gtest/gtest.h>

#include "tests/client/cli/wait/wait_nodes.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

v1::Header AtNoon() { return HeaderOf({}, 9); }

v1::NodeStatus StaleDown() {
  v1::NodeStatus node = DownNode(1, 1);
  return Stale(node);
}

TEST(NodeFactsTest, AnInvalidOrStaleNodeIsUnknown) {
  EXPECT_EQ(WhyUnknown(UpNode(1, 1), AtNoon()), "");
  EXPECT_EQ(WhyUnknown(OtherNode(1, 1, "draining"), AtNoon()), "");
  EXPECT_EQ(WhyUnknown(InvalidNode(1, 1, "x"), AtNoon()), "its record is invalid");
  EXPECT_EQ(WhyUnknown(Stale(UpNode(1, 1)), AtNoon()), "stale");
  EXPECT_EQ(WhyUnknown(Stale(OtherNode(1, 1, "draining")), AtNoon()), "stale");
  EXPECT_EQ(WhyUnknown(StaleDown(), AtNoon()), "") << "a node that is down needs no sign of life";
}

TEST(NodeFactsTest, UpIsWhatTheNodeSaysWithinItsLease) {
  EXPECT_EQ(WhyNotUp(UpNode(1, 1), AtNoon()), "");
  EXPECT_EQ(WhyNotUp(Stale(UpNode(1, 1)), AtNoon()), "stale");
  EXPECT_EQ(WhyNotUp(DownNode(1, 1), AtNoon()), "down");
  EXPECT_EQ(WhyNotUp(OtherNode(1, 1, "up\n"), AtNoon()), "says \"up\\n\"");
  EXPECT_EQ(WhyNotUp(InvalidNode(1, 1, "x"), AtNoon()), "its record is invalid");
  v1::NodeStatus later = UpNode(1, 1);
  later.set_state(static_cast<v1::NodeStatus::State>(9));
  EXPECT_EQ(WhyNotUp(later, AtNoon()), "unknown (9)");
}

TEST(NodeFactsTest, DownIsWhatTheNodeSays) {
  EXPECT_EQ(WhyNotDown(DownNode(1, 1), AtNoon()), "");
  EXPECT_EQ(WhyNotDown(StaleDown(), AtNoon()), "");
  EXPECT_EQ(WhyNotDown(UpNode(1, 1), AtNoon()), "up");
  EXPECT_EQ(WhyNotDown(Stale(UpNode(1, 1)), AtNoon()), "stale");
  EXPECT_EQ(WhyNotDown(OtherNode(1, 1, "stopping"), AtNoon()), "says \"stopping\"");
  EXPECT_EQ(WhyNotDown(InvalidNode(1, 1, "x"), AtNoon()), "its record is invalid");
}

TEST(NodeFactsTest, RunningNeedsANodeThatIsUpAndTheRightWord) {
  const v1::NodeStatus node = UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}});
  EXPECT_EQ(WhyNotRunning(node, "a", AtNoon()), "");
  EXPECT_EQ(WhyNotRunning(node, "b", AtNoon()), "");
  EXPECT_EQ(WhyNotRunning(node, "A", AtNoon()), "not there");
  EXPECT_EQ(WhyNotRunning(InState(node, "running"), "a", AtNoon()), "");
  EXPECT_EQ(WhyNotRunning(InState(node, "Running"), "a", AtNoon()), "");
  EXPECT_EQ(WhyNotRunning(InState(node, "errored"), "a", AtNoon()), "in state \"errored\"");
  EXPECT_EQ(WhyNotRunning(InState(node, "x\x1b"), "a", AtNoon()), "in state \"x\\x1b\"");
  EXPECT_EQ(WhyNotRunning(Stale(node), "a", AtNoon()), "stale");
  EXPECT_EQ(WhyNotRunning(DownNode(1, 1), "a", AtNoon()), "down");
  EXPECT_EQ(WhyNotRunning(OtherNode(1, 1, "draining", {{"a", {}, ""}}), "a", AtNoon()), "says \"draining\"");
}

}  // namespace
}  // namespace rollcall::cli
