// SPDX-License-Identifier: Apache-2.0
// The second watch is there when it is needed, and holds the nodes that a filter hides.
#include "client/cli/commands/hidden_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/scripted_stub.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HiddenNodesTest : public ::testing::Test {
 protected:
  // The first Poll of a watch opens the call, and the second reads from it.
  bool PollTwice(HiddenNodes& hidden) const {
    const bool has_changed = hidden.Poll(clock_.Now());
    return hidden.Poll(clock_.Now()) || has_changed;
  }
  v1::Filter ByName() const {
    v1::Filter filter;
    filter.add_names("a");
    return filter;
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  client::Client client_{{.servers = {"a:1"}}, servers_, cancellation_, clock_};
};

TEST_F(HiddenNodesTest, WithoutAFilterThereIsNoSecondWatch) {
  HiddenNodes hidden{v1::Filter()};
  hidden.Start(client_);
  EXPECT_FALSE(hidden.is_active());
  EXPECT_FALSE(hidden.Poll(clock_.Now()));
  EXPECT_THAT(servers_.calls(), IsEmpty());
}

TEST_F(HiddenNodesTest, HoldsTheNodesThatAreNotUp) {
  servers_.AddWatch("a:1", {SnapshotOf({DownNode(7, 2)}, 2, "t"), Silence()});
  HiddenNodes hidden(ByName());
  hidden.Start(client_);
  const Instant before = clock_.Now();
  EXPECT_TRUE(PollTwice(hidden));
  EXPECT_EQ(clock_.Now(), before) << "it does not wait";
  EXPECT_EQ(hidden.nodes().count(7), 1u);
  EXPECT_TRUE(hidden.is_complete());
  EXPECT_FALSE(hidden.Poll(clock_.Now()));
  hidden.Stop();
  EXPECT_THAT(hidden.nodes(), IsEmpty());
  EXPECT_FALSE(hidden.is_complete());
}

TEST_F(HiddenNodesTest, AHeartbeatChangesNothing) {
  const v1::WatchStatusResponse heartbeat = WithCheckpoint({}, {DownNode(7, 2)}, 3, "t");
  servers_.AddWatch("a:1", {SnapshotOf({DownNode(7, 2)}, 2, "t"), Silence{absl::Seconds(1)}, heartbeat, Silence()});
  HiddenNodes hidden(ByName());
  hidden.Start(client_);
  EXPECT_TRUE(PollTwice(hidden));
  EXPECT_FALSE(hidden.Poll(clock_.Now() + absl::Seconds(1)));
  EXPECT_FALSE(hidden.Poll(clock_.Now()));
}

TEST_F(HiddenNodesTest, AfterTheEndOfAWatchThereIsAnother) {
  servers_.AddWatch("a:1", {SnapshotOf({DownNode(7, 2)}, 2, "t"), absl::PermissionDeniedError("no")});
  HiddenNodes hidden(ByName());
  hidden.Start(client_);
  servers_.AddWatch("a:1", {SnapshotOf({DownNode(8, 3)}, 3, "t"), Silence()});
  EXPECT_TRUE(PollTwice(hidden));
  EXPECT_THAT(hidden.nodes(), IsEmpty()) << "nothing keeps what was known in step";
  EXPECT_FALSE(hidden.is_complete());
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(29));
  EXPECT_FALSE(hidden.Poll(clock_.Now()));
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(1));
  EXPECT_TRUE(PollTwice(hidden));
  EXPECT_EQ(hidden.nodes().count(8), 1u);
}

TEST_F(HiddenNodesTest, AConditionOnRowsAdmitsNodesByTheirStateAlone) {
  EXPECT_THAT(HiddenNodes(ByName()).admitted_states(),
              ElementsAre(v1::NodeStatus::STATE_DOWN, v1::NodeStatus::STATE_OTHER, v1::NodeStatus::STATE_INVALID));
  v1::Filter filter = ByName();
  filter.add_states(v1::NodeStatus::STATE_UP);
  filter.add_states(v1::NodeStatus::STATE_DOWN);
  EXPECT_THAT(HiddenNodes(filter).admitted_states(), ElementsAre(v1::NodeStatus::STATE_DOWN));
  filter.clear_names();
  EXPECT_THAT(HiddenNodes(filter).admitted_states(), IsEmpty()) << "the filtered watch shows them itself";
}

}  // namespace
}  // namespace rollcall::cli
