// SPDX-License-Identifier: Apache-2.0
#include "server/watch/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/testing/fake_feed.h"

namespace rollcall::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Nodes 1 to 5 changed at revisions 10 to 50. Node 4, at 40, is not shown.
class BatchTest : public ::testing::Test {
 protected:
  BatchTest() {
    for (int32_t id = 1; id <= 5; ++id) {
      OrderItem item{nullptr, v1::RemovedNode::REASON_DELETED};
      if (id != 4) item = {Node(id)};
      order_.emplace(state::ChangePosition{id * 10, id}, item);
    }
  }

  encoding::EncodedNodePtr Node(int32_t id) {
    feed_.PutUp(id, {"a"});
    return feed_.store().Latest()->nodes->back()->node;
  }
  BatchFormat Format(size_t limit_bytes) { return {matcher_, select::View::kBasic, limit_bytes}; }

  static v1::WatchStatusResponse Parse(const std::string& bytes) {
    v1::WatchStatusResponse message;
    EXPECT_TRUE(message.ParseFromString(bytes));
    return message;
  }
  static std::vector<int32_t> Updated(const Batch& batch) {
    const v1::WatchStatusResponse message = Parse(*batch.bytes);
    std::vector<int32_t> ids;
    for (const v1::NodeStatus& node : message.updated()) ids.push_back(node.node_id());
    return ids;
  }
  static std::vector<int32_t> Removed(const Batch& batch) {
    const v1::WatchStatusResponse message = Parse(*batch.bytes);
    std::vector<int32_t> ids;
    for (const v1::RemovedNode& node : message.removed()) ids.push_back(node.node_id());
    return ids;
  }

  testing::FakeFeed feed_;
  const select::Filter filter_;
  select::Matcher matcher_{filter_};
  Order order_;
};

TEST_F(BatchTest, HoldsEverythingAfterTheCursor) {
  const Batch batch = EncodeBatch(order_, Format(1 << 20), After(10), state::kNoRevision);
  EXPECT_THAT(Updated(batch), ElementsAre(2, 3, 5));
  EXPECT_THAT(Removed(batch), ElementsAre(4));
  EXPECT_EQ(batch.items, 4u);
  EXPECT_EQ(batch.end, (state::ChangePosition{50, 5}));
  EXPECT_TRUE(batch.is_last);
}

TEST_F(BatchTest, AnEmptyRestIsTheLastBatch) {
  const Batch batch = EncodeBatch(order_, Format(1), After(50), state::kNoRevision);
  EXPECT_THAT(*batch.bytes, IsEmpty());
  EXPECT_EQ(batch.items, 0u);
  EXPECT_EQ(batch.end, After(50));
  EXPECT_TRUE(batch.is_last);
}

TEST_F(BatchTest, HoldsAtLeastOneItemWhateverTheLimit) {
  state::ChangePosition cursor = kBeforeStart;
  for (int64_t revision = 10; revision <= 50; revision += 10) {
    const Batch batch = EncodeBatch(order_, Format(1), cursor, state::kNoRevision);
    EXPECT_EQ(batch.items, 1u);
    EXPECT_EQ(batch.end.revision, revision);
    EXPECT_EQ(batch.is_last, revision == 50);
    cursor = batch.end;
  }
}

TEST_F(BatchTest, StaysWithinTheLimitIfItHoldsMoreThanOneItem) {
  const size_t two_nodes = EncodeBatch(order_, Format(1), kBeforeStart, state::kNoRevision).bytes->size() +
                           EncodeBatch(order_, Format(1), After(10), state::kNoRevision).bytes->size();
  const Batch batch = EncodeBatch(order_, Format(two_nodes), kBeforeStart, state::kNoRevision);
  EXPECT_THAT(Updated(batch), ElementsAre(1, 2));
  EXPECT_FALSE(batch.is_last);
}

TEST_F(BatchTest, LeavesOutRemovalsAtOrBeforeTheFloor) {
  EXPECT_THAT(Removed(EncodeBatch(order_, Format(1 << 20), kBeforeStart, 40)), IsEmpty());
  EXPECT_THAT(Removed(EncodeBatch(order_, Format(1 << 20), kBeforeStart, 39)), ElementsAre(4));
}

TEST_F(BatchTest, PendingNodesAreUpdatedWhereShownAndElseRemoved) {
  std::vector<PendingNode> pending = {{7, 70, {nullptr, v1::RemovedNode::REASON_FILTERED_OUT}}, {1, 10}};
  const auto find = [this](int32_t id) { return id == 1 ? &order_.begin()->second : nullptr; };
  const v1::WatchStatusResponse message = Parse(*EncodePending(Format(1 << 20), find, pending));
  EXPECT_THAT(pending, IsEmpty());
  ASSERT_THAT(message.updated(), SizeIs(1));
  EXPECT_EQ(message.updated(0).node_id(), 1);
  ASSERT_THAT(message.removed(), SizeIs(1));
  EXPECT_EQ(message.removed(0).node_id(), 7);
  EXPECT_EQ(message.removed(0).revision(), 70);
  EXPECT_EQ(message.removed(0).reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_FALSE(message.removed(0).has_status());
}

TEST_F(BatchTest, APendingNodeThatTheOrderHidesIsToldAsItIsThere) {
  order_.at({10, 1}).removal_reason = v1::RemovedNode::REASON_FILTERED_OUT;
  std::vector<PendingNode> pending = {{1, 7}};
  const auto find = [this](int32_t) { return &order_.begin()->second; };
  const v1::WatchStatusResponse message = Parse(*EncodePending(Format(1 << 20), find, pending));
  ASSERT_THAT(message.removed(), SizeIs(1));
  EXPECT_EQ(message.removed(0).reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(message.removed(0).revision(), 7) << "that of the record that removed it";
  EXPECT_EQ(message.removed(0).status().node_id(), 1);
}

// A client that does not know the field ignores it: all else is as without it.
TEST_F(BatchTest, ARemovalHasTheNodesStatusWithoutRows) {
  order_.at({20, 2}).removal_reason = v1::RemovedNode::REASON_FILTERED_OUT;
  const Batch batch = EncodeBatch(order_, Format(1 << 20), After(10), state::kNoRevision);
  const v1::WatchStatusResponse message = Parse(*batch.bytes);
  ASSERT_THAT(message.removed(), SizeIs(2));
  const v1::RemovedNode& removed = message.removed(0);
  EXPECT_EQ(removed.node_id(), 2);
  EXPECT_EQ(removed.revision(), 20);
  EXPECT_EQ(removed.reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(removed.status().node_id(), 2);
  EXPECT_EQ(removed.status().state(), v1::NodeStatus::STATE_UP);
  EXPECT_EQ(removed.status().fingerprint(), order_.at({20, 2}).node->fingerprint) << "the fields after the rows too";
  EXPECT_THAT(removed.status().coprocessors(), IsEmpty());
  EXPECT_FALSE(message.removed(1).has_status()) << "a deleted node has none";
}

TEST_F(BatchTest, RemovalsStayWithinTheLimitToo) {
  for (auto& [position, item] : order_) item.removal_reason = v1::RemovedNode::REASON_FILTERED_OUT;
  const size_t two_nodes = EncodeBatch(order_, Format(1), kBeforeStart, state::kNoRevision).bytes->size() +
                           EncodeBatch(order_, Format(1), After(10), state::kNoRevision).bytes->size();
  EXPECT_THAT(Removed(EncodeBatch(order_, Format(two_nodes), kBeforeStart, state::kNoRevision)), ElementsAre(1, 2));
  EXPECT_THAT(Removed(EncodeBatch(order_, Format(two_nodes - 1), kBeforeStart, state::kNoRevision)), ElementsAre(1));
}

TEST_F(BatchTest, PendingNodesThatDoNotFitStayPending) {
  std::vector<PendingNode> pending = {{3, 30}, {2, 20}, {1, 10}};
  const auto find = [this](int32_t id) { return &order_.at({id * 10, id}); };
  EXPECT_THAT(Parse(*EncodePending(Format(1), find, pending)).updated(), SizeIs(1));
  ASSERT_THAT(pending, SizeIs(2));
  EXPECT_EQ(pending.back().id, 2);
}

}  // namespace
}  // namespace rollcall::watch
