// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_coprocessors.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "tests/testing/fed_store.h"
#include "tests/testing/listing.h"
#include "tests/testing/reference_list.h"

namespace rollcall::list {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using testing::FedStore;
using ::testing::IsEmpty;
using testing::Page;
using testing::Pages;

// "2/name_a" for each row, "2!" for each node that is not up.
std::vector<std::string> ItemsOf(const v1::ListCoprocessorsResponse& page) {
  std::vector<std::string> items;
  for (const v1::Coprocessor& row : page.coprocessors()) {
    items.push_back(std::to_string(row.node_id()) + "/" + row.name());
  }
  for (const v1::NodeStatus& node : page.nodes_not_up()) items.push_back(std::to_string(node.node_id()) + "!");
  return items;
}

std::vector<int32_t> NodeIdsOf(const v1::ListCoprocessorsResponse& page) {
  std::vector<int32_t> ids;
  for (const v1::Coprocessor& row : page.coprocessors()) ids.push_back(row.node_id());
  for (const v1::NodeStatus& node : page.nodes_not_up()) ids.push_back(node.node_id());
  return ids;
}

class ListCoprocessorsTest : public ::testing::Test {
 protected:
  v1::ListCoprocessorsResponse First(const v1::ListCoprocessorsRequest& request) {
    const auto page = Page(handler_, request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : v1::ListCoprocessorsResponse();
  }

  FedStore feed_;
  ListHandler handler_{feed_.store()};
  v1::ListCoprocessorsRequest request_;
};

TEST_F(ListCoprocessorsTest, RowsAreOrderedByNodeAndName) {
  feed_.Put(2, {{"name_b"}, {"name_a"}});
  feed_.Put(1, {{"name_c"}});
  EXPECT_THAT(ItemsOf(First(request_)), ElementsAre("1/name_c", "2/name_a", "2/name_b"));
}

TEST_F(ListCoprocessorsTest, ANodeCanSpanPages) {
  feed_.Put(1, {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}});
  feed_.Put(2, {{"a"}});
  request_.set_page_size(2);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 3u);
  EXPECT_THAT(ItemsOf(*pages[0]), ElementsAre("1/a", "1/b"));
  EXPECT_THAT(ItemsOf(*pages[1]), ElementsAre("1/c", "1/d"));
  EXPECT_THAT(ItemsOf(*pages[2]), ElementsAre("1/e", "2/a"));
}

TEST_F(ListCoprocessorsTest, NodesNotUpCountAsItemsAndAreInTheirPlace) {
  feed_.Put(1, {}, "down");
  feed_.Put(2, {{"a"}});
  feed_.Put(3, {{"a"}, {"b"}}, "draining");
  feed_.Put(9, {}, "down");
  request_.set_page_size(2);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 3u);
  EXPECT_THAT(ItemsOf(*pages[0]), ElementsAre("2/a", "1!"));
  EXPECT_THAT(ItemsOf(*pages[1]), ElementsAre("3/a", "3!"));
  EXPECT_THAT(ItemsOf(*pages[2]), ElementsAre("3/b", "9!"));
}

TEST_F(ListCoprocessorsTest, NodesNotUpComeWithoutRows) {
  feed_.Put(3, {{"a"}}, "draining");
  const v1::ListCoprocessorsResponse page = First(request_);
  ASSERT_EQ(page.nodes_not_up_size(), 1);
  EXPECT_EQ(page.nodes_not_up(0).status_text(), "draining");
  EXPECT_NE(page.nodes_not_up(0).fingerprint(), 0u);
  EXPECT_EQ(page.nodes_not_up(0).coprocessors_size(), 0);
  EXPECT_EQ(page.nodes_not_up(0).raw_value(), "");
}

TEST_F(ListCoprocessorsTest, NamesDoNotHideNodesNotUpButIdsAndStatesDo) {
  feed_.Put(1, {{"a"}});
  feed_.Put(2, {}, "down");
  feed_.PutRecord("3", "no JSON");
  request_.mutable_filter()->add_names("a");
  const v1::ListCoprocessorsResponse page = First(request_);
  EXPECT_THAT(ItemsOf(page), ElementsAre("1/a", "2!", "3!"));
  EXPECT_EQ(page.header().node_count(), 1);  // the filter does not match them
  request_.mutable_filter()->add_states(v1::NodeStatus::STATE_INVALID);
  EXPECT_THAT(ItemsOf(First(request_)), ElementsAre("3!"));
  request_.mutable_filter()->add_node_ids(2);
  EXPECT_THAT(ItemsOf(First(request_)), IsEmpty());
}

TEST_F(ListCoprocessorsTest, APageClosesAtOneMebibyte) {
  const std::string lengthy(300'000, 'x');
  feed_.Put(1, {{"a", {"foo"}, lengthy}, {"b", {"foo"}, lengthy}, {"c", {"foo"}, lengthy}});
  feed_.Put(2, {{"a", {"foo"}, lengthy}});
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_THAT(ItemsOf(*pages[0]), ElementsAre("1/a", "1/b", "1/c"));
  EXPECT_THAT(ItemsOf(*pages[1]), ElementsAre("2/a"));
}

TEST_F(ListCoprocessorsTest, TokensStayShortWhereNamesAreLong) {
  feed_.Put(1, {{std::string(5000, 'a')}, {std::string(5000, 'b')}});
  request_.set_page_size(1);
  EXPECT_LT(First(request_).next_page_token().size(), 1024u);
  EXPECT_EQ(Pages(handler_, request_).size(), 2u);
}

TEST_F(ListCoprocessorsTest, UpNodesWithoutRowsNeedNoPage) {
  for (int32_t id = 0; id < 5000; ++id) feed_.Put(id, {});
  feed_.Put(5000, {{"a"}});
  request_.set_page_size(1);
  const auto pages = Pages(handler_, request_);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_THAT(ItemsOf(*pages[0]), ElementsAre("5000/a"));
  EXPECT_EQ(pages[0]->header().node_count(), 5001);
}

// For random states, filters and page sizes, all pages together are the whole list, and node ids never decrease from
// page to page.
TEST(ListCoprocessorsGeneratedTest, AllPagesTogetherAreTheWholeList) {
  for (uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    FedStore feed;
    testing::PutRandomNodes(random, feed);
    ListHandler handler(feed.store());
    v1::ListCoprocessorsRequest request;
    *request.mutable_filter() = testing::RandomFilter(random);
    request.set_page_size(static_cast<int32_t>(1 + random() % 12));
    const auto expected = testing::ListWithoutPages(*feed.store().Latest(), request.filter(), v1::NODE_VIEW_BASIC);
    SCOPED_TRACE(::testing::Message() << "seed " << seed << " " << request.ShortDebugString());

    std::vector<v1::Coprocessor> rows;
    std::vector<v1::NodeStatus> not_up;
    int32_t reached = -1000;
    for (const auto& page : Pages(handler, request)) {
      ASSERT_TRUE(page.ok()) << page.status();
      const int items = page->coprocessors_size() + page->nodes_not_up_size();
      EXPECT_TRUE(items == request.page_size() || page->next_page_token().empty());
      EXPECT_LE(items, request.page_size());
      EXPECT_EQ(page->header().digest(), expected.digest);
      EXPECT_EQ(page->header().node_count(), static_cast<int32_t>(expected.nodes.size()));
      int32_t highest = reached;
      for (const int32_t id : NodeIdsOf(*page)) {
        EXPECT_GE(id, reached);
        highest = std::max(highest, id);
      }
      reached = highest;
      rows.insert(rows.end(), page->coprocessors().begin(), page->coprocessors().end());
      not_up.insert(not_up.end(), page->nodes_not_up().begin(), page->nodes_not_up().end());
    }
    ASSERT_EQ(rows.size(), expected.coprocessors.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSERT_TRUE(MessageDifferencer::Equals(rows[i], expected.coprocessors[i])) << i;
    }
    ASSERT_EQ(not_up.size(), expected.nodes_not_up.size());
    for (size_t i = 0; i < not_up.size(); ++i) {
      ASSERT_TRUE(MessageDifferencer::Equals(not_up[i], expected.nodes_not_up[i])) << i;
    }
  }
}

}  // namespace
}  // namespace rollcall::list
