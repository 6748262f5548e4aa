// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

using testing::FedStore;

ListQuery QueryOf(int32_t page_size, select::View view = select::View::kBasic) {
  v1::ListNodesRequest request;
  request.set_page_size(page_size);
  request.set_view(view == select::View::kFull ? v1::NODE_VIEW_FULL : v1::NODE_VIEW_BASIC);
  return *CompileListQuery(request);
}

EncodedPage PageOf(const state::SnapshotPtr& snapshot, const ListQuery& query, const std::string& bytes) {
  return {std::make_shared<FilteredNodes>(snapshot, query), std::make_shared<const std::string>(bytes), true};
}

class PageCacheTest : public ::testing::Test {
 protected:
  PageCacheTest() { feed_.Put(1, {}); }

  state::SnapshotPtr Change() {
    feed_.Put(1, {});
    return feed_.store().Latest();
  }
  void Keep(const state::SnapshotPtr& snapshot, const ListQuery& query, const std::string& bytes) {
    cache_.Keep(PageOf(snapshot, query, bytes), query);
  }
  // Empty if there is no page.
  std::string Find(const state::SnapshotPtr& snapshot, const ListQuery& query) {
    const auto page = cache_.Find(*snapshot, query);
    return page.has_value() ? *page->bytes : "";
  }

  FedStore feed_;
  PageCache cache_;
};

TEST_F(PageCacheTest, FindsThePageOfTheSameRequest) {
  const state::SnapshotPtr snapshot = feed_.store().Latest();
  EXPECT_EQ(Find(snapshot, QueryOf(1)), "");
  Keep(snapshot, QueryOf(1), "one");
  Keep(snapshot, QueryOf(2), "two");
  Keep(snapshot, QueryOf(1, select::View::kFull), "full");
  EXPECT_EQ(Find(snapshot, QueryOf(1)), "one");
  EXPECT_EQ(Find(snapshot, QueryOf(2)), "two");
  EXPECT_EQ(Find(snapshot, QueryOf(1, select::View::kFull)), "full");
  EXPECT_EQ(Find(snapshot, QueryOf(3)), "");
}

TEST_F(PageCacheTest, DropsThePageThatWasNotUsedForLongest) {
  const state::SnapshotPtr snapshot = feed_.store().Latest();
  const auto most = static_cast<int32_t>(PageCache::kMaxPages);
  for (int32_t size = 1; size <= most; ++size) Keep(snapshot, QueryOf(size), std::to_string(size));
  EXPECT_EQ(Find(snapshot, QueryOf(1)), "1");
  Keep(snapshot, QueryOf(most + 1), "one more");
  EXPECT_EQ(cache_.size(), PageCache::kMaxPages);
  EXPECT_EQ(Find(snapshot, QueryOf(1)), "1");
  EXPECT_EQ(Find(snapshot, QueryOf(2)), "");
  EXPECT_EQ(Find(snapshot, QueryOf(most + 1)), "one more");
}

TEST_F(PageCacheTest, APageOfANewerSnapshotDropsTheOthers) {
  const state::SnapshotPtr before = feed_.store().Latest();
  Keep(before, QueryOf(1), "before");
  const state::SnapshotPtr after = Change();
  EXPECT_EQ(Find(after, QueryOf(1)), "");
  Keep(after, QueryOf(2), "after");
  EXPECT_EQ(Find(before, QueryOf(1)), "");
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(PageCacheTest, APageOfAnOlderSnapshotIsIgnored) {
  const state::SnapshotPtr before = feed_.store().Latest();
  const state::SnapshotPtr after = Change();
  Keep(after, QueryOf(1), "after");
  Keep(before, QueryOf(1), "before");
  EXPECT_EQ(Find(after, QueryOf(1)), "after");
}

// A rebuilt index may begin at a lower revision, but is newer all the same.
TEST_F(PageCacheTest, APageOfAnOlderEpochIsIgnored) {
  const state::SnapshotPtr before = Change();
  state::Snapshot rebuilt = *feed_.store().Latest();
  rebuilt.epoch += 1;
  rebuilt.revision -= 1;
  const auto after = std::make_shared<const state::Snapshot>(rebuilt);
  Keep(before, QueryOf(1), "before");
  Keep(after, QueryOf(1), "after");
  EXPECT_EQ(Find(after, QueryOf(1)), "after");
  Keep(before, QueryOf(1), "before");
  EXPECT_EQ(Find(after, QueryOf(1)), "after");
}

TEST_F(PageCacheTest, TwoCallersThatEncodeTheSamePageKeepOne) {
  const state::SnapshotPtr snapshot = feed_.store().Latest();
  Keep(snapshot, QueryOf(1), "one");
  Keep(snapshot, QueryOf(1), "one");
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(PageCacheTest, DropsPagesOfAnotherStateOnly) {
  const state::SnapshotPtr snapshot = feed_.store().Latest();
  Keep(snapshot, QueryOf(1), "one");
  cache_.DropOutdated(snapshot->epoch, snapshot->revision);
  EXPECT_EQ(Find(snapshot, QueryOf(1)), "one");
  cache_.DropOutdated(snapshot->epoch, snapshot->revision + 1);
  EXPECT_EQ(cache_.size(), 0u);
  Keep(snapshot, QueryOf(1), "one");
  cache_.DropOutdated(snapshot->epoch + 1, snapshot->revision);
  EXPECT_EQ(cache_.size(), 0u);
}

}  // namespace
}  // namespace rollcall::list
