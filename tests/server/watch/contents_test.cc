// SPDX-License-Identifier: Apache-2.0
// The rules of positions are tested through a selection (selection_test.cc), which gets its versions from a store.
#include "server/watch/contents.h"

#include <gtest/gtest.h>

#include "tests/testing/fake_feed.h"

namespace rollcall::watch {
namespace {

class ContentsTest : public ::testing::Test {
 protected:
  state::NodeVersionPtr Version(int32_t id) { return feed_.store().Find(feed_.store().Epoch(), id); }
  void Show(int32_t id) {
    feed_.PutUp(id);
    contents_.Show(*Version(id));
  }
  void Hide(int32_t id) {
    feed_.PutUp(id);
    contents_.Hide(*Version(id));
  }

  testing::FakeFeed feed_;
  Contents contents_;
};

TEST_F(ContentsTest, TotalsAreThoseOfTheShownNodes) {
  Show(1);
  Show(2);
  Hide(1);
  contents_.CheckInvariants();
  EXPECT_EQ(contents_.node_count(), 1);
  EXPECT_EQ(contents_.digest(), Version(2)->node->fingerprint);
  EXPECT_TRUE(contents_.Find(2)->IsShown());
  EXPECT_EQ(contents_.Find(2)->node, Version(2)->node);
}

TEST_F(ContentsTest, AHiddenNodeHasAPositionUntilItIsForgotten) {
  Hide(1);
  Hide(2);
  Show(3);
  EXPECT_TRUE(contents_.HasPosition(1));
  EXPECT_FALSE(contents_.HasPosition(4));
  contents_.ForgetRemovals(1);
  contents_.CheckInvariants();
  EXPECT_FALSE(contents_.HasPosition(1));
  EXPECT_TRUE(contents_.HasPosition(2));
  EXPECT_TRUE(contents_.HasPosition(3));
  EXPECT_EQ(contents_.horizon(), (state::ChangePosition{0, 1}));
}

TEST_F(ContentsTest, AHiddenNodeIsKeptAsItIsNow) {
  Hide(1);
  ASSERT_NE(contents_.Find(1), nullptr);
  EXPECT_FALSE(contents_.Find(1)->IsShown());
  EXPECT_EQ(contents_.Find(1)->node, Version(1)->node);
  Hide(1);
  EXPECT_EQ(contents_.Find(1)->node, Version(1)->node) << "it is still hidden, and has the position that it had";
  EXPECT_EQ(contents_.Find(1)->removal_reason, v1::RemovedNode::REASON_FILTERED_OUT);
  feed_.Delete(1);
  contents_.Hide(*Version(1));
  EXPECT_EQ(contents_.Find(1)->node, nullptr);
  EXPECT_EQ(contents_.Find(1)->removal_reason, v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(contents_.Find(2), nullptr);
}

TEST_F(ContentsTest, BeginsWhereTheStoreIs) {
  state::StoreHead head;
  head.revision = 7;
  head.horizon = 3;
  const Contents contents(head);
  EXPECT_EQ(contents.base_revision(), 7);
  EXPECT_EQ(contents.horizon(), After(3));
}

}  // namespace
}  // namespace rollcall::watch
