// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_nodes.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/testing/fed_store.h"
#include "tests/testing/listing.h"
#include "tests/testing/reference_list.h"

namespace rollcall::list {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using testing::FedStore;
using testing::kFeedTime;
using testing::Page;
using testing::Pages;
using testing::ReasonOf;

std::vector<int32_t> IdsOf(const v1::ListNodesResponse& page) {
  std::vector<int32_t> ids;
  for (const v1::NodeStatus& node : page.nodes()) ids.push_back(node.node_id());
  return ids;
}

class ListNodesTest : public ::testing::Test {
 protected:
  v1::ListNodesResponse First(const v1::ListNodesRequest& request) {
    const auto page = Page(handler_, request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : v1::ListNodesResponse();
  }

  FedStore feed_;
  ListHandler handler_{feed_.store()};
  v1::ListNodesRequest request_;
};

TEST_F(ListNodesTest, AnEmptyTopicIsAnEmptyPageWithAHeader) {
  const v1::ListNodesResponse page = First(request_);
  EXPECT_EQ(page.header().revision(), -1);
  EXPECT_EQ(page.header().source_state(), v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(page.header().as_of_time().seconds(), absl::ToUnixSeconds(kFeedTime.wall()));
  EXPECT_EQ(page.header().cluster_id(), "test-cluster");
  EXPECT_EQ(page.nodes_size(), 0);
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(ListNodesTest, NodesAreOrderedById) {
  for (const int32_t id : {5, -3, 1000, 0}) feed_.Put(id, {});
  EXPECT_THAT(IdsOf(First(request_)), ElementsAre(-3, 0, 5, 1000));
}

TEST_F(ListNodesTest, EachPageBeginsWhereTheLastEnded) {
  for (int32_t id = 0; id < 5; ++id) feed_.Put(id, {{"name_a"}});
  request_.set_page_size(2);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 3u);
  EXPECT_THAT(IdsOf(*pages[0]), ElementsAre(0, 1));
  EXPECT_THAT(IdsOf(*pages[1]), ElementsAre(2, 3));
  EXPECT_THAT(IdsOf(*pages[2]), ElementsAre(4));
}

TEST_F(ListNodesTest, APageThatHoldsTheRestIsTheLast) {
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {});
  request_.set_page_size(2);
  EXPECT_EQ(Pages(handler_, request_).size(), 2u);
}

TEST_F(ListNodesTest, PageSizeHasADefaultAndAnUpperBound) {
  for (int32_t id = 0; id < 10'001; ++id) feed_.Put(id, {});
  EXPECT_EQ(First(request_).nodes_size(), 1000);
  request_.set_page_size(1'000'000);
  EXPECT_EQ(First(request_).nodes_size(), 10'000);
}

TEST_F(ListNodesTest, APageClosesAtOneMebibyte) {
  const std::string lengthy(300'000, 'x');
  for (int32_t id = 0; id < 5; ++id) feed_.Put(id, {{"name_a", {"foo"}, lengthy}});
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_THAT(IdsOf(*pages[0]), ElementsAre(0, 1, 2));
  EXPECT_THAT(IdsOf(*pages[1]), ElementsAre(3, 4));
}

TEST_F(ListNodesTest, ANodeLargerThanAPageHasAPageOfItsOwn) {
  const std::string lengthy(700'000, 'x');
  for (int32_t id = 0; id < 3; ++id) feed_.Put(id, {{"name_a", {"foo"}, lengthy}});
  request_.set_view(v1::NODE_VIEW_FULL);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 3u);
  for (const auto& page : pages) {
    EXPECT_EQ(page->nodes_size(), 1);
    EXPECT_GT(page->ByteSizeLong(), PageBuilder::kMaxBytes);
  }
}

TEST_F(ListNodesTest, ProblemsAreOnTheFirstPageAndAreCountedOnAll) {
  for (int i = 0; i < 40; ++i) feed_.PutRecord("bad key " + std::to_string(i), "{}");
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {});
  request_.set_page_size(2);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0]->problems_size(), 32);
  EXPECT_EQ(pages[0]->problems(0).offset(), 39);
  EXPECT_EQ(pages[1]->problems_size(), 0);
  for (const auto& page : pages) EXPECT_EQ(page->header().problem_count(), 40);
}

TEST_F(ListNodesTest, HeadersDifferInTimesAndSourceStateOnly) {
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {});
  request_.set_page_size(3);
  const v1::ListNodesResponse first = First(request_);
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  request_.set_page_token(first.next_page_token());
  const auto second = Page(handler_, request_, kFeedTime + absl::Seconds(3));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->header().source_state(), v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(second->header().answer_time().seconds() - first.header().answer_time().seconds(), 3);
  v1::Header header = second->header();
  *header.mutable_answer_time() = first.header().answer_time();
  header.set_source_state(first.header().source_state());
  EXPECT_EQ(header.SerializeAsString(), first.header().SerializeAsString());
}

TEST_F(ListNodesTest, LaterPagesShowTheListingsStateAndItsEvidence) {
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {{"name_a"}});
  request_.set_page_size(2);
  const v1::ListNodesResponse first = First(request_);
  feed_.Put(3, {{"name_z"}});
  feed_.SetAsOf(kFeedTime + absl::Seconds(30));
  request_.set_page_token(first.next_page_token());
  const auto second = Page(handler_, request_, kFeedTime + absl::Seconds(30));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->header().revision(), first.header().revision());
  EXPECT_EQ(second->header().digest(), first.header().digest());
  EXPECT_EQ(second->nodes(1).coprocessors(0).name(), "name_a");
  // The newer evidence is about the newer state only.
  EXPECT_EQ(second->header().as_of_time().seconds(), first.header().as_of_time().seconds());
  EXPECT_EQ(second->header().answer_time().seconds(), absl::ToUnixSeconds(kFeedTime.wall() + absl::Seconds(30)));
  EXPECT_EQ(second->header().source_state(), v1::SOURCE_STATE_CURRENT) << "the server is";
  const auto late = Page(handler_, request_, kFeedTime + absl::Seconds(36));
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(late->header().source_state(), v1::SOURCE_STATE_BEHIND) << "its own evidence is old now";
  EXPECT_EQ(late->header().source_state_time().seconds(), absl::ToUnixSeconds(kFeedTime.wall() + absl::Seconds(35)));
}

TEST_F(ListNodesTest, TheTokenMustBelongToTheRequest) {
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {{"name_a"}});
  request_.set_page_size(2);
  request_.set_page_token(First(request_).next_page_token());
  v1::ListNodesRequest other_filter = request_;
  other_filter.mutable_filter()->add_node_ids(1);
  EXPECT_EQ(ReasonOf(Page(handler_, other_filter).status()), "PAGE_TOKEN_INVALID");
  v1::ListNodesRequest other_view = request_;
  other_view.set_view(v1::NODE_VIEW_FULL);
  EXPECT_EQ(ReasonOf(Page(handler_, other_view).status()), "PAGE_TOKEN_INVALID");
  v1::ListCoprocessorsRequest other_method;
  other_method.set_page_token(request_.page_token());
  EXPECT_EQ(ReasonOf(Page(handler_, other_method).status()), "PAGE_TOKEN_INVALID");
  request_.set_page_size(1);  // that may change
  EXPECT_TRUE(Page(handler_, request_).ok());
}

TEST_F(ListNodesTest, FieldsOutOfBoundsAreRefused) {
  request_.set_page_size(-1);
  EXPECT_EQ(ReasonOf(Page(handler_, request_).status()), "INVALID_FIELD");
  request_.set_page_size(0);
  request_.set_min_revision(-2);
  EXPECT_EQ(ReasonOf(Page(handler_, request_).status()), "INVALID_FIELD");
  request_.set_min_revision(-1);
  EXPECT_TRUE(Page(handler_, request_).ok());
  request_.set_view(static_cast<v1::NodeView>(99));
  EXPECT_EQ(ReasonOf(Page(handler_, request_).status()), "INVALID_FIELD");
  request_.clear_view();
  request_.mutable_filter()->add_states(static_cast<v1::NodeStatus::State>(99));
  EXPECT_EQ(ReasonOf(Page(handler_, request_).status()), "UNKNOWN_FILTER");
}

TEST_F(ListNodesTest, BeforeTheFirstCompleteReadItSaysWhy) {
  FedStore starting(FedStore::Start::kNotReady);
  ListHandler handler(starting.store());
  EXPECT_EQ(ReasonOf(Page(handler, request_).status()), "CATCHING_UP");
  starting.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(ReasonOf(Page(handler, request_).status()), "BROKER_UNREACHABLE");
  starting.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(ReasonOf(Page(handler, request_).status()), "TOPIC_MISSING");
  starting.Ready();
  starting.SetSource(v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_TRUE(Page(handler, request_).ok());  // the last state is served
}

TEST_F(ListNodesTest, ARevisionAheadIsRefusedExceptWithAPageToken) {
  for (int32_t id = 0; id < 4; ++id) feed_.Put(id, {});
  request_.set_page_size(2);
  request_.set_min_revision(3);
  request_.set_page_token(First(request_).next_page_token());
  request_.set_min_revision(4);
  EXPECT_TRUE(Page(handler_, request_).ok());
  request_.clear_page_token();
  EXPECT_EQ(ReasonOf(Page(handler_, request_).status()), "REVISION_NOT_REACHED");
}

// For random states, filters, views and page sizes, all pages together are the whole list.
TEST(ListNodesGeneratedTest, AllPagesTogetherAreTheWholeList) {
  for (uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    FedStore feed;
    testing::PutRandomNodes(random, feed);
    ListHandler handler(feed.store());
    v1::ListNodesRequest request;
    *request.mutable_filter() = testing::RandomFilter(random);
    request.set_view(seed % 2 == 0 ? v1::NODE_VIEW_BASIC : v1::NODE_VIEW_FULL);
    request.set_page_size(static_cast<int32_t>(1 + random() % 12));
    const auto expected = testing::ListWithoutPages(*feed.store().Latest(), request.filter(), request.view());
    SCOPED_TRACE(::testing::Message() << "seed " << seed << " " << request.ShortDebugString());

    std::vector<v1::NodeStatus> nodes;
    for (const auto& page : Pages(handler, request)) {
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->nodes_size(), request.page_size());
      EXPECT_EQ(page->header().digest(), expected.digest);
      EXPECT_EQ(page->header().node_count(), static_cast<int32_t>(expected.nodes.size()));
      EXPECT_EQ(page->header().revision(), feed.revision());
      nodes.insert(nodes.end(), page->nodes().begin(), page->nodes().end());
    }
    ASSERT_EQ(nodes.size(), expected.nodes.size());
    for (size_t i = 0; i < nodes.size(); ++i) ASSERT_TRUE(MessageDifferencer::Equals(nodes[i], expected.nodes[i])) << i;
  }
}

}  // namespace
}  // namespace rollcall::list
