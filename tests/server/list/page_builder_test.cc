// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_builder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

class PageBuilderTest : public ::testing::Test {
 protected:
  PageBuilderTest() {
    feed_.Put(5, {});
    v1::ListNodesRequest request;
    request.set_page_size(3);
    query_ = *CompileListQuery(request);
    nodes_ = std::make_shared<FilteredNodes>(feed_.store().Latest(), query_);
  }

  static bool AddBytes(PageBuilder& page, size_t bytes) {
    return page.Add([&](std::string& out) { out.append(bytes, 'x'); });
  }

  testing::FedStore feed_;
  ListQuery query_;
  FilteredNodesPtr nodes_;
};

TEST_F(PageBuilderTest, IsFullWithItsNumberOfItems) {
  PageBuilder page(nodes_, 0, query_);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(AddBytes(page, 1));
  EXPECT_FALSE(AddBytes(page, 1));
  EXPECT_EQ(page.items(), 3u);
  EXPECT_EQ(*std::move(page).Finish(std::nullopt).bytes, "xxx");
}

TEST_F(PageBuilderTest, ItemsFillOneMebibyteExactly) {
  PageBuilder page(nodes_, 0, query_);
  EXPECT_TRUE(AddBytes(page, 1));
  EXPECT_FALSE(AddBytes(page, PageBuilder::kMaxBytes));
  EXPECT_TRUE(AddBytes(page, PageBuilder::kMaxBytes - 1));
  EXPECT_FALSE(AddBytes(page, 1));
  EXPECT_EQ(std::move(page).Finish(std::nullopt).bytes->size(), PageBuilder::kMaxBytes);
}

TEST_F(PageBuilderTest, TheFirstItemIsAddedWhateverItsSize) {
  PageBuilder page(nodes_, 0, query_);
  EXPECT_TRUE(AddBytes(page, 2 * PageBuilder::kMaxBytes));
  EXPECT_FALSE(AddBytes(page, 1));
}

TEST_F(PageBuilderTest, OtherFieldsCountNeitherAsItemsNorAsTheirBytes) {
  PageBuilder page(nodes_, 0, query_);
  page.bytes().append(PageBuilder::kMaxBytes, 'p');
  EXPECT_EQ(page.items(), 0u);
  EXPECT_TRUE(AddBytes(page, 1));
  EXPECT_TRUE(AddBytes(page, PageBuilder::kMaxBytes - 1));
}

TEST_F(PageBuilderTest, TheLastPageHasNoToken) {
  const EncodedPage page = PageBuilder(nodes_, 0, query_).Finish(std::nullopt);
  EXPECT_TRUE(page.is_last);
  EXPECT_EQ(page.nodes, nodes_);
  EXPECT_EQ(*page.bytes, "");
}

TEST_F(PageBuilderTest, AnyOtherPageHasATokenForTheNextOne) {
  const EncodedPage page = PageBuilder(nodes_, 0, query_).Finish(PagePosition{5, 2});
  EXPECT_FALSE(page.is_last);
  v1::ListNodesResponse response;
  ASSERT_TRUE(response.ParseFromString(*page.bytes));
  const state::Snapshot& snapshot = *nodes_->snapshot();
  EXPECT_EQ(DecodePageToken(response.next_page_token()),
            (PageToken{ListMethod::kNodes, snapshot.revision, snapshot.digest, query_.identity.request.hash, {5, 2}}));
}

using PageBuilderDeathTest = PageBuilderTest;

TEST_F(PageBuilderDeathTest, RefusesAPageSizeThatNoQueryHas) {
  for (const size_t size : {size_t{0}, kMaxPageSize + 1}) {
    query_.page_size = size;
    EXPECT_DEATH(PageBuilder(nodes_, 0, query_), "CHECK failed: .*page_size");
  }
}

}  // namespace
}  // namespace rollcall::list
