// SPDX-License-Identifier: Apache-2.0
// Messages are folded aside as the API's manual says, and each checkpoint's digest is checked.
#include "rollcall/client/cluster_view.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(ClusterViewTest, AppliesASnapshotAndMatchesItsDigest) {
  ClusterView view;
  const ViewStep step = view.Apply(SnapshotOf(RfcNodes(), 13, "t"));
  EXPECT_EQ(step.snapshot, v1::SnapshotStarted::REASON_REQUESTED);
  EXPECT_EQ(step.changes.size(), 3u);
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kAdded);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  EXPECT_TRUE(view.complete());
  EXPECT_EQ(view.nodes().size(), 3u);
  EXPECT_EQ(view.header().revision(), 13);
}

TEST(ClusterViewTest, ReplacesAndDoesNotMerge) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1, {{"a", {"x"}, "d"}, {"b", {}, ""}})}, 1, "t"));
  const v1::NodeStatus after = UpNode(1, 2, {{"b", {}, ""}});
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({after}), {after}, 2, "t2"));
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kChanged);
  EXPECT_EQ(step.changes[0].before.coprocessors_size(), 2);
  EXPECT_EQ(view.nodes().at(1).coprocessors_size(), 1);
}

TEST(ClusterViewTest, KeepsMessagesAsideUntilACheckpoint) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  for (const v1::WatchStatusResponse& message : {UpdateOf({DownNode(1, 3), UpNode(3, 4)}), RemovalOf(2, 5)}) {
    const ViewStep step = view.Apply(message);
    EXPECT_TRUE(step.changes.empty());
    EXPECT_EQ(step.digest, ViewStep::Digest::kNotChecked);
  }
  EXPECT_EQ(view.nodes().at(1).revision(), 1);
  EXPECT_EQ(view.nodes().size(), 2u);
  EXPECT_EQ(view.header().revision(), 2);
  EXPECT_TRUE(view.complete());
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({DownNode(1, 6)}), {DownNode(1, 6), UpNode(3, 4)}, 6, "t6"));
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  ASSERT_EQ(step.changes.size(), 3u) << "each node once";
  EXPECT_EQ(step.changes[0].node_id(), 3);
  EXPECT_EQ(step.changes[1].before.revision(), 1);
  EXPECT_EQ(step.changes[1].after->revision(), 6);
  EXPECT_EQ(step.changes[2].kind, NodeChange::Kind::kRemoved);
  EXPECT_EQ(view.nodes().at(1).revision(), 6);
  EXPECT_EQ(view.digest(), view.header().digest());
}

// The next stream is that of a replica that lags: it has no change of node 1, and does not know node 3.
TEST(ClusterViewTest, AStreamThatEndsBeforeACheckpointLeavesNothingBehind) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  view.Apply(UpdateOf({DownNode(1, 4), UpNode(3, 5)}));
  view.DropAside();
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({DownNode(2, 3)}), {UpNode(1, 1), DownNode(2, 3)}, 3, "t3"));
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  EXPECT_EQ(view.nodes().size(), 2u);
  EXPECT_EQ(view.nodes().at(1).revision(), 1);
}

TEST(ClusterViewTest, ASnapshotReplacesTheCopyAtItsCheckpoint) {
  ClusterView view;
  EXPECT_FALSE(view.complete());
  v1::WatchStatusResponse begun = UpdateOf({UpNode(3, 3)});
  begun.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  view.Apply(begun);
  EXPECT_FALSE(view.complete());
  view.DropAside();
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  EXPECT_EQ(view.Apply(begun).snapshot, std::nullopt);
  EXPECT_EQ(view.nodes().size(), 2u);
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({UpNode(1, 4)}), {UpNode(1, 4), UpNode(3, 3)}, 4, "t4"));
  EXPECT_EQ(step.snapshot, v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  ASSERT_EQ(step.changes.size(), 3u);
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kAdded) << "node 3";
  EXPECT_EQ(step.changes[1].kind, NodeChange::Kind::kRepublished) << "the copy before it is compared";
  EXPECT_EQ(step.changes[1].before.revision(), 1);
  EXPECT_EQ(step.changes[2].kind, NodeChange::Kind::kRemoved);
  EXPECT_EQ(step.changes[2].node_id(), 2);
  EXPECT_EQ(view.nodes().size(), 2u);
  EXPECT_FALSE(view.nodes().contains(2));
}

TEST(ClusterViewTest, ARepublishedStatusIsRecognizedAndCountsForTheDigest) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::NodeStatus again = UpNode(1, 2);
  SetTime(Noon(), again.mutable_publish_time());
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({again}), {again}, 2, "t2"));
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kRepublished);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
}

TEST(ClusterViewTest, IgnoresRemovedNodesThatWereNotHeld) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  v1::WatchStatusResponse message = RemovalOf(1, 3);
  message.MergeFrom(RemovalOf(9, 4));
  const ViewStep step = view.Apply(WithCheckpoint(message, {UpNode(2, 2)}, 4, "t2"));
  ASSERT_EQ(step.changes.size(), 1u);
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kRemoved);
  EXPECT_EQ(step.changes[0].node_id(), 1);
  EXPECT_EQ(step.changes[0].before.revision(), 1);
  EXPECT_EQ(step.changes[0].after, nullptr);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
}

TEST(ClusterViewTest, ASnapshotForgetsWhatWasHeldBefore) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  const ViewStep step = view.Apply(SnapshotOf({UpNode(3, 3)}, 3, "t2"));
  EXPECT_EQ(view.nodes().size(), 1u);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
}

TEST(ClusterViewTest, ASnapshotTellsWhatChangedFromWhatToWhat) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2), UpNode(3, 3)}, 3, "t"));
  const ViewStep step = view.Apply(SnapshotOf({UpNode(1, 1), DownNode(2, 4), UpNode(3, 5), UpNode(4, 6)}, 6, "t2"));
  ASSERT_EQ(step.changes.size(), 4u);
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kUnchanged);
  EXPECT_EQ(step.changes[1].kind, NodeChange::Kind::kChanged);
  EXPECT_EQ(step.changes[1].before.state(), v1::NodeStatus::STATE_UP);
  EXPECT_EQ(step.changes[1].after, &view.nodes().at(2));
  EXPECT_EQ(step.changes[1].after->state(), v1::NodeStatus::STATE_DOWN);
  EXPECT_EQ(step.changes[2].kind, NodeChange::Kind::kRepublished);
  EXPECT_EQ(step.changes[3].kind, NodeChange::Kind::kAdded);
}

// A filter's watch says so of a node that goes down.
TEST(ClusterViewTest, ARemovedNodeSaysWhatBecameOfIt) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::WatchStatusResponse message = RemovalOf(1, 2);
  message.mutable_removed(0)->set_reason(v1::RemovedNode::REASON_FILTERED_OUT);
  *message.mutable_removed(0)->mutable_status() = DownNode(1, 2);
  const ViewStep step = view.Apply(WithCheckpoint(message, {}, 2, "t2"));
  ASSERT_EQ(step.changes.size(), 1u);
  EXPECT_EQ(step.changes[0].removed.reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(step.changes[0].removed.status().state(), v1::NodeStatus::STATE_DOWN);
  EXPECT_EQ(step.changes[0].before.state(), v1::NodeStatus::STATE_UP);
}

TEST(ClusterViewTest, AnUpdateWithTheSameRecordIsRepublished) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  const ViewStep step = view.Apply(WithCheckpoint(UpdateOf({UpNode(1, 1)}), {UpNode(1, 1)}, 1, "t2"));
  ASSERT_EQ(step.changes.size(), 1u);
  EXPECT_EQ(step.changes[0].kind, NodeChange::Kind::kRepublished);
}

// Node 2 left while the snapshot was sent.
TEST(ClusterViewTest, ASnapshotRemovesTheNodesThatItNoLongerHas) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2), UpNode(3, 3)}, 3, "t"));
  v1::WatchStatusResponse begun = UpdateOf({UpNode(2, 2), UpNode(3, 5)});
  begun.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  view.Apply(begun);
  const ViewStep step = view.Apply(WithCheckpoint(RemovalOf(2, 6), {UpNode(3, 5)}, 7, "t2"));
  ASSERT_EQ(step.changes.size(), 3u);
  EXPECT_EQ(step.changes[0].node_id(), 3);
  EXPECT_EQ(step.changes[0].before.revision(), 3);
  EXPECT_EQ(step.changes[1].node_id(), 2);
  EXPECT_EQ(step.changes[1].removed.reason(), v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(step.changes[1].before.revision(), 2);
  EXPECT_EQ(step.changes[2].node_id(), 1);
  EXPECT_EQ(step.changes[2].removed.reason(), v1::RemovedNode::REASON_UNSPECIFIED);
  EXPECT_EQ(step.changes[2].removed.revision(), 7) << "that of the snapshot";
  EXPECT_EQ(step.changes[2].before.revision(), 1);
  EXPECT_EQ(view.nodes().size(), 1u);
}

TEST(ClusterViewTest, DropsWhatHasAWrongDigest) {
  ClusterView view;
  view.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::WatchStatusResponse message = SnapshotOf(RfcNodes(), 13, "t");
  message.mutable_updated()->RemoveLast();
  const ViewStep step = view.Apply(message);
  EXPECT_EQ(step.digest, ViewStep::Digest::kDiffers);
  EXPECT_EQ(step.header.revision(), 13);
  EXPECT_TRUE(step.changes.empty());
  EXPECT_EQ(view.header().revision(), 1);
  EXPECT_EQ(view.nodes().size(), 1u);
  EXPECT_EQ(view.Apply(WithCheckpoint({}, {UpNode(1, 1)}, 14, "t")).digest, ViewStep::Digest::kMatches);
}

// A correct server never does this.
TEST(ClusterViewTest, ANodeThatIsUpdatedAndRemovedInOneMessageIsRemoved) {
  ClusterView view;
  v1::WatchStatusResponse message = UpdateOf({UpNode(1, 1)});
  message.MergeFrom(RemovalOf(1, 1));
  const ViewStep step = view.Apply(WithCheckpoint(message, {}, 1, "t"));
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  EXPECT_TRUE(step.changes.empty());
}

}  // namespace
}  // namespace rollcall::client
