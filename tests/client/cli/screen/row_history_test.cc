// SPDX-License-Identifier: Apache-2.0
// Which rows are marked as changed, and which are kept after they are gone.
#include "client/cli/screen/row_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowHistoryTest : public ::testing::Test {
 protected:
  RowHistoryTest() { Apply(SnapshotOf({before_}, 1, "t")); }

  void Apply(const v1::WatchStatusResponse& message) {
    const client::ViewStep step = view_.Apply(message);
    ASSERT_EQ(step.digest, client::ViewStep::Digest::kMatches);
    history_.Record(step, now_);
  }
  void Change(const v1::NodeStatus& node) { Apply(WithCheckpoint(UpdateOf({node}), {node}, node.revision(), "t")); }
  void Delete() { Apply(WithCheckpoint(RemovalOf(1, 9), {}, 9, "t")); }
  std::vector<RowKey> Removed() const {
    std::vector<RowKey> keys;
    for (const auto& [key, row] : history_.removed_rows()) keys.push_back(key);
    return keys;
  }

  const v1::NodeStatus before_ = UpNode(1, 1, {{"a", {}, ""}, {"b", {}, ""}});
  client::ClusterView view_;
  RowHistory history_;
  Instant now_{Noon()};
};

TEST_F(RowHistoryTest, ASnapshotChangesNothing) {
  EXPECT_EQ(history_.ChangedAt(1, "a"), std::nullopt);
  Change(UpNode(1, 2, {{"a", {}, "new"}}));
  Apply(SnapshotOf({before_}, 1, "t"));
  EXPECT_EQ(history_.ChangedAt(1, "a"), std::nullopt);
  EXPECT_THAT(Removed(), IsEmpty());
}

TEST_F(RowHistoryTest, MarksOnlyTheRowsThatDiffer) {
  now_ += absl::Seconds(1);
  Change(UpNode(1, 2, {{"a", {}, "new"}, {"b", {}, ""}, {"c", {}, ""}}));
  EXPECT_EQ(history_.ChangedAt(1, "a"), now_);
  EXPECT_EQ(history_.ChangedAt(1, "b"), std::nullopt);
  EXPECT_EQ(history_.ChangedAt(1, "c"), now_);
  EXPECT_EQ(history_.ChangedAt(1, ""), now_) << "the node itself";
}

TEST_F(RowHistoryTest, ARepublishedStatusIsNoChange) {
  Change(UpNode(1, 2, {{"a", {}, ""}, {"b", {}, ""}}));
  EXPECT_EQ(history_.ChangedAt(1, ""), std::nullopt);
}

TEST_F(RowHistoryTest, KeepsARowThatIsGoneAsItWas) {
  Change(UpNode(1, 2, {{"a", {}, ""}}));
  ASSERT_THAT(Removed(), ElementsAre(RowKey{1, "b"}));
  const v1::NodeStatus& node = history_.removed_rows().at({1, "b"}).node;
  EXPECT_EQ(node.revision(), 1);
  ASSERT_EQ(node.coprocessors_size(), 1);
  EXPECT_EQ(node.coprocessors(0).name(), "b");
  Change(UpNode(1, 3, {{"a", {}, ""}, {"b", {}, ""}}));
  EXPECT_THAT(Removed(), IsEmpty()) << "it is back";
}

TEST_F(RowHistoryTest, KeepsTheRowsOfANodeThatIsGone) {
  Delete();
  EXPECT_THAT(Removed(), ElementsAre(RowKey{1, "a"}, RowKey{1, "b"}));
  EXPECT_EQ(history_.removed_nodes().at(1).removed.reason(), v1::RemovedNode::REASON_DELETED);
  Change(UpNode(1, 10, {{"a", {}, ""}}));
  EXPECT_THAT(history_.removed_nodes(), IsEmpty());
}

TEST_F(RowHistoryTest, KeepsANodeThatRanNothing) {
  Change(DownNode(1, 2));
  Delete();
  EXPECT_THAT(Removed(), ::testing::Contains(RowKey{1, ""}));
}

TEST_F(RowHistoryTest, ForgetsAfterFiveSeconds) {
  Change(UpNode(1, 2, {{"a", {}, "new"}}));
  now_ += absl::Seconds(5);
  EXPECT_FALSE(history_.Expire(now_));
  EXPECT_THAT(Removed(), ElementsAre(RowKey{1, "b"}));
  now_ += absl::Milliseconds(1);
  EXPECT_TRUE(history_.Expire(now_));
  EXPECT_THAT(Removed(), IsEmpty());
  EXPECT_EQ(history_.ChangedAt(1, "a"), std::nullopt);
  EXPECT_FALSE(history_.Expire(now_));
}

}  // namespace
}  // namespace rollcall::cli
