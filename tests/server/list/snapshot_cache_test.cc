// SPDX-License-Identifier: Apache-2.0
#include "server/list/snapshot_cache.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/testing/fed_store.h"
#include "tests/testing/listing.h"

namespace rollcall::list {
namespace {

using testing::FedStore;
using testing::kFeedTime;
using testing::ReasonOf;

ListQuery QueryOf(const v1::Filter& filter, std::optional<PageToken> token = std::nullopt) {
  v1::ListNodesRequest request;
  *request.mutable_filter() = filter;
  ListQuery query = *CompileListQuery(request);
  query.page_token = token;
  return query;
}

class SnapshotCacheTest : public ::testing::Test {
 protected:
  SnapshotCacheTest() {
    for (int32_t id = 0; id < 10; ++id) feed_.Put(id, {{"name_a"}});
  }

  SnapshotCache::State Current() const { return {feed_.store().Latest(), feed_.store().Source()}; }
  Listing ListingOf(const ListQuery& query) const {
    return {std::make_shared<FilteredNodes>(Current().snapshot, query), Current().source};
  }
  ListQuery Continuation(const Listing& listing, const v1::Filter& filter = {}) const {
    const state::Snapshot& snapshot = *listing.nodes->snapshot();
    const ListQuery query = QueryOf(filter);
    return QueryOf(filter,
                   PageToken{ListMethod::kNodes, snapshot.revision, snapshot.digest, query.request_hash, {5, 0}});
  }
  // Keeps the present state and moves on to the next.
  ListQuery KeepAndChange(SnapshotCache& snapshots, absl::Time now) {
    const Listing listing = ListingOf(QueryOf({}));
    snapshots.Keep(listing, QueryOf({}), now);
    feed_.Put(0, {{"changed"}});
    return Continuation(listing);
  }

  mutable FedStore feed_;
};

TEST_F(SnapshotCacheTest, AKeptStateIsFoundAfterChanges) {
  SnapshotCache snapshots;
  const ListQuery query = KeepAndChange(snapshots, kFeedTime);
  const auto listing = snapshots.Continue(query, Current(), kFeedTime);
  ASSERT_TRUE(listing.ok()) << listing.status();
  EXPECT_EQ(listing->nodes->snapshot()->revision, query.page_token->revision);
}

TEST_F(SnapshotCacheTest, AnUnknownStateIsExpired) {
  SnapshotCache snapshots;
  const ListQuery query = Continuation(ListingOf(QueryOf({})));
  feed_.Put(0, {{"changed"}});
  const auto listing = snapshots.Continue(query, Current(), kFeedTime);
  EXPECT_EQ(listing.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(listing.status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(SnapshotCacheTest, TheSameRevisionWithAnotherDigestIsAnotherState) {
  SnapshotCache snapshots;
  ListQuery query = Continuation(ListingOf(QueryOf({})));
  query.page_token->digest += 1;
  EXPECT_EQ(ReasonOf(snapshots.Continue(query, Current(), kFeedTime).status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(SnapshotCacheTest, AnotherReplicaThatHoldsTheStateContinues) {
  FedStore replica;  // the same topic, read by somebody else
  for (int32_t id = 0; id < 10; ++id) replica.Put(id, {{"name_a"}});
  SnapshotCache snapshots;
  const auto listing = snapshots.Continue(Continuation(ListingOf(QueryOf({}))),
                                          {replica.store().Latest(), replica.store().Source()}, kFeedTime);
  ASSERT_TRUE(listing.ok()) << listing.status();
  EXPECT_EQ(listing->nodes->snapshot()->revision, 9);
}

TEST_F(SnapshotCacheTest, StatesExpireAfterTheirLastUse) {
  SnapshotCache snapshots;
  const ListQuery query = KeepAndChange(snapshots, kFeedTime);
  EXPECT_TRUE(snapshots.Continue(query, Current(), kFeedTime + absl::Seconds(59)).ok());
  EXPECT_TRUE(snapshots.Continue(query, Current(), kFeedTime + absl::Seconds(118)).ok());
  EXPECT_FALSE(snapshots.Continue(query, Current(), kFeedTime + absl::Seconds(179)).ok());
  EXPECT_EQ(snapshots.size(), 0u);
}

TEST_F(SnapshotCacheTest, TheLeastRecentlyUsedGoesFirst) {
  SnapshotCache snapshots({absl::Seconds(60), 2, 1000});
  const ListQuery first = KeepAndChange(snapshots, kFeedTime);
  const ListQuery second = KeepAndChange(snapshots, kFeedTime);
  EXPECT_TRUE(snapshots.Continue(first, Current(), kFeedTime).ok());
  const ListQuery third = KeepAndChange(snapshots, kFeedTime);
  EXPECT_EQ(snapshots.size(), 2u);
  EXPECT_TRUE(snapshots.Continue(first, Current(), kFeedTime).ok());
  EXPECT_FALSE(snapshots.Continue(second, Current(), kFeedTime).ok());
  EXPECT_TRUE(snapshots.Continue(third, Current(), kFeedTime).ok());
}

TEST_F(SnapshotCacheTest, TheNumberOfNodesIsBoundedButTheLastIsKept) {
  SnapshotCache snapshots({absl::Seconds(60), 100, 25});
  std::vector<ListQuery> queries;
  for (int i = 0; i < 5; ++i) queries.push_back(KeepAndChange(snapshots, kFeedTime));
  EXPECT_EQ(snapshots.size(), 2u);  // of ten nodes each
  SnapshotCache tiny({absl::Seconds(60), 100, 1});
  const ListQuery query = KeepAndChange(tiny, kFeedTime);
  EXPECT_TRUE(tiny.Continue(query, Current(), kFeedTime).ok());
}

TEST_F(SnapshotCacheTest, SelectedNodesOfAFilterAreKeptWithTheState) {
  SnapshotCache snapshots;
  v1::Filter filter;
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  snapshots.Keep(listing, QueryOf(filter), kFeedTime);
  const auto again = snapshots.Continue(Continuation(listing, filter), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->nodes, listing.nodes);  // not evaluated again
}

TEST_F(SnapshotCacheTest, SelectionsGoBeforeStates) {
  SnapshotCache snapshots({absl::Seconds(60), 100, 15});
  v1::Filter filter;
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  snapshots.Keep(listing, QueryOf(filter), kFeedTime);
  const auto again = snapshots.Continue(Continuation(listing, filter), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->nodes, listing.nodes);
  EXPECT_EQ(again->nodes->totals().digest, listing.nodes->totals().digest);
}

TEST_F(SnapshotCacheTest, TheStateWithoutChangesGetsNewerEvidence) {
  SnapshotCache snapshots;
  const Listing listing = ListingOf(QueryOf({}));
  snapshots.Keep(listing, QueryOf({}), kFeedTime);
  feed_.SetAsOf(kFeedTime + absl::Seconds(9));
  const auto again = snapshots.Continue(Continuation(listing), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->source.as_of, kFeedTime + absl::Seconds(9));
}

}  // namespace
}  // namespace rollcall::list
