// SPDX-License-Identifier: Apache-2.0
// Messages are folded aside as the API's manual says, and each checkpoint's digest is checked.
#include "client/lib/watch/fold.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(FoldTest, AppliesASnapshotAndMatchesItsDigest) {
  Fold fold;
  const AppliedMessage applied = fold.Apply(SnapshotOf(RfcNodes(), 13, "t"));
  EXPECT_EQ(applied.snapshot, v1::SnapshotStarted::REASON_REQUESTED);
  EXPECT_EQ(applied.updated.size(), 3u);
  EXPECT_EQ(applied.updated[0].change, AppliedMessage::Change::kNew);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  EXPECT_TRUE(fold.complete());
  EXPECT_EQ(fold.nodes().size(), 3u);
  EXPECT_EQ(fold.header().revision(), 13);
}

TEST(FoldTest, ReplacesAndDoesNotMerge) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1, {{"a", {"x"}, "d"}, {"b", {}, ""}})}, 1, "t"));
  const v1::NodeStatus after = UpNode(1, 2, {{"b", {}, ""}});
  const AppliedMessage applied = fold.Apply(WithCheckpoint(UpdateOf({after}), {after}, 2, "t2"));
  EXPECT_EQ(applied.updated[0].change, AppliedMessage::Change::kChanged);
  EXPECT_EQ(applied.updated[0].before.coprocessors_size(), 2);
  EXPECT_EQ(fold.nodes().at(1).coprocessors_size(), 1);
}

TEST(FoldTest, KeepsMessagesAsideUntilACheckpoint) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  for (const v1::WatchStatusResponse& message : {UpdateOf({DownNode(1, 3), UpNode(3, 4)}), RemovalOf(2, 5)}) {
    const AppliedMessage applied = fold.Apply(message);
    EXPECT_TRUE(applied.updated.empty() && applied.removed.empty());
    EXPECT_EQ(applied.digest, AppliedMessage::Digest::kNotChecked);
  }
  EXPECT_EQ(fold.nodes().at(1).revision(), 1);
  EXPECT_EQ(fold.nodes().size(), 2u);
  EXPECT_EQ(fold.header().revision(), 2);
  EXPECT_TRUE(fold.complete());
  const AppliedMessage applied =
      fold.Apply(WithCheckpoint(UpdateOf({DownNode(1, 6)}), {DownNode(1, 6), UpNode(3, 4)}, 6, "t6"));
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  ASSERT_EQ(applied.updated.size(), 2u) << "each node once";
  EXPECT_EQ(applied.updated[0].node_id, 3);
  EXPECT_EQ(applied.updated[1].before.revision(), 1);
  ASSERT_EQ(applied.removed.size(), 1u);
  EXPECT_EQ(fold.nodes().at(1).revision(), 6);
  EXPECT_EQ(fold.digest(), fold.header().digest());
}

// The next stream is that of a replica that lags: it has no change of node 1, and does not know node 3.
TEST(FoldTest, AStreamThatEndsBeforeACheckpointLeavesNothingBehind) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  fold.Apply(UpdateOf({DownNode(1, 4), UpNode(3, 5)}));
  fold.DropAside();
  const AppliedMessage applied =
      fold.Apply(WithCheckpoint(UpdateOf({DownNode(2, 3)}), {UpNode(1, 1), DownNode(2, 3)}, 3, "t3"));
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  EXPECT_EQ(fold.nodes().size(), 2u);
  EXPECT_EQ(fold.nodes().at(1).revision(), 1);
}

TEST(FoldTest, ASnapshotReplacesTheCopyAtItsCheckpoint) {
  Fold fold;
  EXPECT_FALSE(fold.complete());
  v1::WatchStatusResponse begun = UpdateOf({UpNode(3, 3)});
  begun.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  fold.Apply(begun);
  EXPECT_FALSE(fold.complete());
  fold.DropAside();
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  EXPECT_EQ(fold.Apply(begun).snapshot, std::nullopt);
  EXPECT_EQ(fold.nodes().size(), 2u);
  const AppliedMessage applied =
      fold.Apply(WithCheckpoint(UpdateOf({UpNode(1, 4)}), {UpNode(1, 4), UpNode(3, 3)}, 4, "t4"));
  EXPECT_EQ(applied.snapshot, v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  EXPECT_EQ(applied.updated[1].change, AppliedMessage::Change::kNew) << "the copy before it is forgotten";
  EXPECT_EQ(fold.nodes().size(), 2u);
  EXPECT_FALSE(fold.nodes().contains(2));
}

TEST(FoldTest, ARepublishedStatusIsRecognizedAndCountsForTheDigest) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::NodeStatus again = UpNode(1, 2);
  SetTime(Noon(), again.mutable_publish_time());
  const AppliedMessage applied = fold.Apply(WithCheckpoint(UpdateOf({again}), {again}, 2, "t2"));
  EXPECT_EQ(applied.updated[0].change, AppliedMessage::Change::kRepublished);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
}

TEST(FoldTest, IgnoresRemovedNodesThatWereNotHeld) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  v1::WatchStatusResponse message = RemovalOf(1, 3);
  message.MergeFrom(RemovalOf(9, 4));
  const AppliedMessage applied = fold.Apply(WithCheckpoint(message, {UpNode(2, 2)}, 4, "t2"));
  ASSERT_EQ(applied.removed.size(), 1u);
  EXPECT_EQ(applied.removed[0].node_id(), 1);
  ASSERT_EQ(applied.removed_before.size(), 1u);
  EXPECT_EQ(applied.removed_before[0].revision(), 1);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
}

TEST(FoldTest, ASnapshotForgetsWhatWasHeldBefore) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  const AppliedMessage applied = fold.Apply(SnapshotOf({UpNode(3, 3)}, 3, "t2"));
  EXPECT_EQ(fold.nodes().size(), 1u);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
}

// Node 2 left while the snapshot was sent.
TEST(FoldTest, ASnapshotRemovesTheNodesThatItNoLongerHas) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2), UpNode(3, 3)}, 3, "t"));
  v1::WatchStatusResponse begun = UpdateOf({UpNode(2, 2), UpNode(3, 5)});
  begun.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  fold.Apply(begun);
  const AppliedMessage applied = fold.Apply(WithCheckpoint(RemovalOf(2, 6), {UpNode(3, 5)}, 7, "t2"));
  ASSERT_EQ(applied.removed.size(), 2u);
  EXPECT_EQ(applied.removed[0].node_id(), 2);
  EXPECT_EQ(applied.removed[0].reason(), v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(applied.removed[1].node_id(), 1);
  EXPECT_EQ(applied.removed[1].reason(), v1::RemovedNode::REASON_UNSPECIFIED);
  EXPECT_EQ(applied.removed[1].revision(), 7) << "that of the snapshot";
  ASSERT_EQ(applied.removed_before.size(), 2u);
  EXPECT_EQ(applied.removed_before[0].revision(), 2);
  EXPECT_EQ(applied.removed_before[1].revision(), 1);
  EXPECT_EQ(fold.nodes().size(), 1u);
}

TEST(FoldTest, DropsWhatHasAWrongDigest) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t"));
  v1::WatchStatusResponse message = SnapshotOf(RfcNodes(), 13, "t");
  message.mutable_updated()->RemoveLast();
  const AppliedMessage applied = fold.Apply(message);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kDiffers);
  EXPECT_EQ(applied.header.revision(), 13);
  EXPECT_TRUE(applied.updated.empty());
  EXPECT_EQ(fold.header().revision(), 1);
  EXPECT_EQ(fold.nodes().size(), 1u);
  EXPECT_EQ(fold.Apply(WithCheckpoint({}, {UpNode(1, 1)}, 14, "t")).digest, AppliedMessage::Digest::kMatches);
}

// A correct server never does this.
TEST(FoldTest, ANodeThatIsUpdatedAndRemovedInOneMessageIsRemoved) {
  Fold fold;
  v1::WatchStatusResponse message = UpdateOf({UpNode(1, 1)});
  message.MergeFrom(RemovalOf(1, 1));
  const AppliedMessage applied = fold.Apply(WithCheckpoint(message, {}, 1, "t"));
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  EXPECT_TRUE(applied.updated.empty() && applied.removed.empty());
}

}  // namespace
}  // namespace rollcall::client
