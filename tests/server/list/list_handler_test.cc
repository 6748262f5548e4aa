// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_handler.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "rollcall/instant.h"
#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

using testing::FedStore;
using testing::kFeedTime;

class ListHandlerTest : public ::testing::Test {
 protected:
  ListHandlerTest() {
    for (int32_t id = 0; id < 5; ++id) feed_.Put(id, {{"name_a"}, {"name_b"}}, id == 4 ? "down" : "up");
  }
  template <typename Request>
  ListResponseBytes Handle(const Request& request, Instant now = kFeedTime) {
    const auto query = CompileListQuery(request);
    EXPECT_TRUE(query.ok()) << query.status();
    const auto response = handler_.Handle(*query, now);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : ListResponseBytes();
  }
  static v1::Header HeaderOf(const ListResponseBytes& bytes) {
    v1::ListNodesResponse response;
    EXPECT_TRUE(response.ParseFromString(bytes.header));
    return response.header();
  }

  FedStore feed_;
  ListHandler handler_{feed_.store()};
};

TEST_F(ListHandlerTest, TheSameRequestGetsTheSameBytesUnderAFreshHeader) {
  const ListResponseBytes first = Handle(v1::ListNodesRequest());
  const ListResponseBytes second = Handle(v1::ListNodesRequest(), kFeedTime + absl::Seconds(1));
  EXPECT_EQ(first.page, second.page) << "encoded once";
  EXPECT_EQ(HeaderOf(second).answer_time().seconds(), HeaderOf(first).answer_time().seconds() + 1);
}

TEST_F(ListHandlerTest, AHeaderShowsTheSourceAsItIsNow) {
  Handle(v1::ListNodesRequest());
  feed_.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(HeaderOf(Handle(v1::ListNodesRequest())).source_state(), v1::SOURCE_STATE_TOPIC_MISSING);
}

TEST_F(ListHandlerTest, AChangeIsInTheNextResponse) {
  const ListResponseBytes before = Handle(v1::ListNodesRequest());
  feed_.Put(2, {{"name_c"}});
  const ListResponseBytes after = Handle(v1::ListNodesRequest());
  EXPECT_NE(*before.page, *after.page);
  EXPECT_NE(after.page->find("name_c"), std::string::npos);
  EXPECT_EQ(HeaderOf(after).revision(), feed_.revision());
}

TEST_F(ListHandlerTest, OtherRequestsGetOtherPages) {
  const ListResponseBytes all = Handle(v1::ListNodesRequest());
  v1::ListNodesRequest full, two, down;
  full.set_view(v1::NODE_VIEW_FULL);
  two.set_page_size(2);
  down.mutable_filter()->add_states(v1::NodeStatus::STATE_DOWN);
  EXPECT_NE(*Handle(full).page, *all.page);
  EXPECT_NE(*Handle(two).page, *all.page);
  EXPECT_NE(*Handle(down).page, *all.page);
  EXPECT_NE(*Handle(v1::ListCoprocessorsRequest()).page, *all.page);
  EXPECT_EQ(HeaderOf(Handle(down)).node_count(), 1);
  EXPECT_EQ(Handle(v1::ListNodesRequest()).page, all.page);
}

TEST_F(ListHandlerTest, OnlyThePagesOfTheLatestRequestsAreKept) {
  const ListResponseBytes first = Handle(v1::ListNodesRequest());
  for (int32_t id = 0; id < static_cast<int32_t>(PageCache::kMaxPages); ++id) {
    v1::ListNodesRequest request;
    request.mutable_filter()->add_node_ids(id);
    Handle(request);
  }
  const ListResponseBytes again = Handle(v1::ListNodesRequest());
  EXPECT_NE(again.page, first.page);
  EXPECT_EQ(*again.page, *first.page);
}

TEST_F(ListHandlerTest, APageFromTheCacheCanBeContinued) {
  v1::ListNodesRequest request;
  request.set_page_size(2);
  for (int i = 0; i < 2; ++i) {
    v1::ListNodesResponse response;
    ASSERT_TRUE(response.ParseFromString(*Handle(request).page));
    v1::ListNodesRequest next = request;
    next.set_page_token(response.next_page_token());
    ASSERT_TRUE(response.ParseFromString(*Handle(next).page));
    EXPECT_EQ(response.nodes(0).node_id(), 2);
  }
}

// Lists two of the five nodes, and then changes the state.
std::weak_ptr<const state::Snapshot> ListAndChange(ListHandler& handler, FedStore& feed) {
  v1::ListNodesRequest request;
  request.set_page_size(2);
  EXPECT_TRUE(handler.Handle(*CompileListQuery(request), kFeedTime).ok());
  std::weak_ptr<const state::Snapshot> listed = feed.store().Latest();
  feed.Put(0, {{"changed"}});
  return listed;
}

TEST_F(ListHandlerTest, ASnapshotIsKeptForTheNextPage) {
  std::weak_ptr<const state::Snapshot> listed = ListAndChange(handler_, feed_);
  handler_.DropExpired(kFeedTime + absl::Seconds(60));
  EXPECT_FALSE(listed.expired());
  EXPECT_EQ(handler_.kept_snapshots(), 1u);
}

TEST_F(ListHandlerTest, AfterTheKeepTimeNothingHoldsTheSnapshotAlthoughThereIsNoRequest) {
  std::weak_ptr<const state::Snapshot> listed = ListAndChange(handler_, feed_);
  handler_.DropExpired(kFeedTime + absl::Seconds(61));
  EXPECT_TRUE(listed.expired());
  EXPECT_EQ(handler_.kept_snapshots(), 0u);
}

}  // namespace
}  // namespace rollcall::list
