// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evaluate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/client/cli/wait/wait_nodes.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

const Placement kAll = {.at_least = 0};

// "yes: " or "not yet: ", and the findings.
std::string Ask(const std::string& expression, const std::vector<v1::NodeStatus>& nodes,
                const Placement& placement = {}) {
  const auto parsed = ParseExpression(expression, placement);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  const Evaluation evaluation = Evaluate(*parsed, MapOf(nodes), HeaderOf(nodes, 9));
  return (evaluation.holds() ? "yes: " : "not yet: ") + FindingsText(evaluation.findings);
}

v1::NodeStatus WithA(int32_t id) { return UpNode(id, id, {{"a", {"t"}, "d"}}); }

TEST(EvaluateTest, RunningOnOneNodeIsEnoughUnlessMoreIsAsked) {
  EXPECT_EQ(Ask("running=a", {WithA(1), UpNode(2, 2)}), "yes: node 1: running it");
  EXPECT_EQ(Ask("running=a", {WithA(1), UpNode(2, 2)}, {.at_least = 2}),
            "not yet: 1 node of 2 running it; node 2: not there");
  EXPECT_EQ(Ask("running=a", {WithA(1), WithA(2), InvalidNode(3, 3, "x")}, {.at_least = 2}),
            "yes: nodes 1,2: running it");
  EXPECT_EQ(Ask("running=a", {}), "not yet: 0 nodes of 1 running it");
}

TEST(EvaluateTest, RunningCountsNoNodeOfWhichThatIsNotCertain) {
  EXPECT_EQ(Ask("running=a", {Stale(WithA(1)), InState(WithA(2), "errored"), DownNode(3, 3), InvalidNode(4, 4, "x"),
                              OtherNode(5, 5, "draining", {{"a", {}, ""}})}),
            "not yet: 0 nodes of 1 running it; node 1: stale; node 2: in state \"errored\"; node 3: down; "
            "node 4: its record is invalid; node 5: says \"draining\"");
}

TEST(EvaluateTest, RunningOnChosenNodesNeedsEachOfThem) {
  const Placement on = *ParsePlacement("1-3");
  EXPECT_EQ(Ask("running=a", {WithA(1), WithA(2), WithA(3), DownNode(4, 4)}, on), "yes: nodes 1-3: running it");
  EXPECT_EQ(Ask("running=a", {WithA(1), Stale(WithA(2))}, on), "not yet: node 2: stale; node 3: no status");
}

TEST(EvaluateTest, RunningOnAllMeansEveryNodeWithAStatus) {
  EXPECT_EQ(Ask("running=a", {WithA(1), WithA(2)}, kAll), "yes: nodes 1,2: running it");
  EXPECT_EQ(Ask("running=a", {WithA(1), DownNode(2, 2)}, kAll), "not yet: node 2: down");
  EXPECT_EQ(Ask("running=a", {}, kAll), "not yet: no node has a status");
}

TEST(EvaluateTest, GoneNeedsTheWordOfEveryNode) {
  EXPECT_EQ(Ask("gone=a", {UpNode(1, 1), DownNode(2, 2), OtherNode(3, 3, "draining")}), "yes: on no node");
  EXPECT_EQ(Ask("gone=a", {WithA(1), UpNode(2, 2)}), "not yet: node 1: it is there");
  EXPECT_EQ(Ask("gone=a", {InState(WithA(1), "errored")}), "not yet: node 1: it is there");
  EXPECT_EQ(Ask("gone=a", {OtherNode(1, 1, "draining", {{"a", {}, ""}})}), "not yet: node 1: it is there");
  EXPECT_EQ(Ask("gone=a", {UpNode(1, 1), Stale(UpNode(2, 2)), InvalidNode(3, 3, "x")}),
            "not yet: node 2: stale; node 3: its record is invalid");
  EXPECT_EQ(Ask("gone=a", {}), "not yet: no node has a status");
}

TEST(EvaluateTest, UpNeedsASignOfLife) {
  EXPECT_EQ(Ask("up=1,2", {UpNode(1, 1), UpNode(2, 2), DownNode(3, 3)}), "yes: nodes 1,2: up");
  EXPECT_EQ(Ask("up=1,2,7", {UpNode(1, 1), Stale(UpNode(2, 2))}), "not yet: node 2: stale; node 7: no status");
  EXPECT_EQ(Ask("up=all", {UpNode(1, 1), UpNode(2, 2)}), "yes: nodes 1,2: up");
  EXPECT_EQ(Ask("up=all", {UpNode(1, 1), InvalidNode(2, 2, "x")}), "not yet: node 2: its record is invalid");
  EXPECT_EQ(Ask("up=all", {}), "not yet: no node has a status");
}

TEST(EvaluateTest, DownIsSaidByTheNodeAndNotConcludedFromItsAbsence) {
  EXPECT_EQ(Ask("down=5", {DownNode(5, 5)}), "yes: node 5: down");
  EXPECT_EQ(Ask("down=5", {}), "not yet: node 5: no status");
  EXPECT_EQ(Ask("down=5", {Stale(UpNode(5, 5))}), "not yet: node 5: stale");
  EXPECT_EQ(Ask("down=5,6", {DownNode(5, 5), UpNode(6, 6)}), "not yet: node 6: up");
}

TEST(EvaluateTest, RemovedMeansThatThereIsNoStatus) {
  EXPECT_EQ(Ask("removed=5", {UpNode(1, 1)}), "yes: node 5: no status");
  EXPECT_EQ(Ask("removed=5", {}), "yes: node 5: no status");
  EXPECT_EQ(Ask("removed=5,6", {Stale(UpNode(5, 5))}), "not yet: node 5: it has a status");
  EXPECT_EQ(Ask("removed=5", {InvalidNode(5, 5, "x")}), "not yet: node 5: it has a status");
}

TEST(EvaluateTest, NodesCountsStatusesThatCanBeBelieved) {
  EXPECT_EQ(Ask("nodes=2", {UpNode(1, 1), DownNode(2, 2)}), "yes: 2 nodes have a status");
  EXPECT_EQ(Ask("nodes=0", {}), "yes: 0 nodes have a status");
  EXPECT_EQ(Ask("nodes=2", {UpNode(1, 1)}), "not yet: 1 node has a status");
  EXPECT_EQ(Ask("nodes=1", {UpNode(1, 1), UpNode(2, 2)}), "not yet: 2 nodes have a status");
  EXPECT_EQ(Ask("nodes=2", {UpNode(1, 1), Stale(UpNode(2, 2))}), "not yet: node 2: stale");
  EXPECT_EQ(Ask("nodes=1", {InvalidNode(1, 1, "x")}), "not yet: node 1: its record is invalid");
}

TEST(EvaluateTest, SameComparesTopicsAsSetsAndTheRestAsText) {
  EXPECT_EQ(Ask("same=a", {UpNode(1, 1, {{"a", {"x", "y"}, "d"}}), UpNode(2, 2, {{"a", {"y", "x", "y"}, "d"}}),
                           UpNode(3, 3), DownNode(4, 4)}),
            "yes: nodes 1,2: the same");
  EXPECT_EQ(Ask("same=a", {UpNode(1, 1, {{"a", {"x"}, "d"}}), UpNode(2, 2, {{"a", {"y"}, "d"}}),
                           UpNode(3, 3, {{"a", {"x"}, "d"}})}),
            "not yet: nodes 1,3: input topics [x]; node 2: input topics [y]");
  EXPECT_EQ(Ask("same=a", {UpNode(1, 1, {{"a", {}, "d"}}), InState(UpNode(2, 2, {{"a", {}, "e"}}), "errored")}),
            "not yet: node 1: description \"d\", state none; node 2: description \"e\", state \"errored\"");
}

TEST(EvaluateTest, SameNeedsAtLeastOneNodeAndNoUncertainOne) {
  EXPECT_EQ(Ask("same=a", {WithA(1)}), "yes: node 1: the same");
  EXPECT_EQ(Ask("same=a", {UpNode(1, 1)}), "not yet: no node is known to have it");
  EXPECT_EQ(Ask("same=a", {}), "not yet: no node is known to have it");
  EXPECT_EQ(Ask("same=a", {WithA(1), Stale(WithA(2)), InvalidNode(3, 3, "x")}),
            "not yet: node 2: stale; node 3: its record is invalid");
}

}  // namespace
}  // namespace rollcall::cli
