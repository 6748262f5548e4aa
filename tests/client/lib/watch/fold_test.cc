// SPDX-License-Identifier: Apache-2.0
// Messages are applied as the API's manual says, and each checkpoint's digest is checked.
#include "client/lib/watch/fold.h"

#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

v1::WatchStatusResponse Removal(int32_t id, int64_t revision) {
  v1::WatchStatusResponse message;
  v1::RemovedNode* removed = message.add_removed();
  removed->set_node_id(id);
  removed->set_revision(revision);
  removed->set_reason(v1::RemovedNode::REASON_DELETED);
  return message;
}

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
  const AppliedMessage applied = fold.Apply(UpdateOf({UpNode(1, 2, {{"b", {}, ""}})}));
  EXPECT_EQ(applied.updated[0].change, AppliedMessage::Change::kChanged);
  EXPECT_EQ(applied.updated[0].before.coprocessors_size(), 2);
  EXPECT_EQ(fold.nodes().at(1).coprocessors_size(), 1);
  EXPECT_FALSE(fold.complete());
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kNotChecked);
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
  v1::WatchStatusResponse message = Removal(1, 3);
  message.MergeFrom(Removal(9, 4));
  const AppliedMessage applied = fold.Apply(WithCheckpoint(message, {UpNode(2, 2)}, 4, "t2"));
  ASSERT_EQ(applied.removed.size(), 1u);
  EXPECT_EQ(applied.removed[0].node_id(), 1);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
}

TEST(FoldTest, ASnapshotForgetsWhatWasHeldBefore) {
  Fold fold;
  fold.Apply(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t"));
  const AppliedMessage applied = fold.Apply(SnapshotOf({UpNode(3, 3)}, 3, "t2"));
  EXPECT_EQ(fold.nodes().size(), 1u);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
}

TEST(FoldTest, DetectsAWrongDigest) {
  Fold fold;
  v1::WatchStatusResponse message = SnapshotOf(RfcNodes(), 13, "t");
  message.mutable_updated()->RemoveLast();
  EXPECT_EQ(fold.Apply(message).digest, AppliedMessage::Digest::kDiffers);
  EXPECT_FALSE(fold.complete());
}

}  // namespace
}  // namespace rollcall::client
