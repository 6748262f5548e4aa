// SPDX-License-Identifier: Apache-2.0
#include "server/list/snapshot_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rollcall/instant.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fed_store.h"
#include "tests/testing/listing.h"

namespace rollcall::list {
namespace {

using testing::FedStore;
using ::testing::HasSubstr;
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

  state::SnapshotPtr Newest() const { return feed_.store().Latest(); }
  SnapshotCache::State Current() const { return {feed_.store().Latest(), feed_.store().Source()}; }
  Listing ListingOf(const ListQuery& query) const {
    const SnapshotCache::State current = Current();
    return {std::make_shared<FilteredNodes>(current.snapshot, query), current.source, current.source.as_of};
  }
  ListQuery Continuation(const Listing& listing, const v1::Filter& filter = {}) const {
    const state::Snapshot& snapshot = *listing.nodes->snapshot();
    const ListQuery query = QueryOf(filter);
    return QueryOf(
        filter, PageToken{ListMethod::kNodes, snapshot.revision, snapshot.digest, query.identity.request.hash, {5, 0}});
  }
  // Keeps the current state and then changes it. Returns the query for the next page.
  ListQuery KeepAndChange(SnapshotCache& cache, Instant now) {
    const Listing listing = ListingOf(QueryOf({}));
    cache.Keep(listing, QueryOf({}), Newest(), now);
    feed_.Put(0, {{"changed"}});
    return Continuation(listing);
  }

  mutable FedStore feed_;
};

TEST_F(SnapshotCacheTest, AKeptStateIsFoundAfterChanges) {
  SnapshotCache cache;
  const ListQuery query = KeepAndChange(cache, kFeedTime);
  const auto listing = cache.Continue(query, Current(), kFeedTime);
  ASSERT_TRUE(listing.ok()) << listing.status();
  EXPECT_EQ(listing->nodes->snapshot()->revision, query.page_token->revision);
}

TEST_F(SnapshotCacheTest, ATokenOfAServerWithAnotherDecoderIsExpired) {
  SnapshotCache cache;
  ListQuery query = Continuation(ListingOf(QueryOf({})));
  EXPECT_TRUE(cache.Continue(query, Current(), kFeedTime).ok());
  query.page_token->decoder_version = topic::kDecoderVersion - 1;
  EXPECT_EQ(ReasonOf(cache.Continue(query, Current(), kFeedTime).status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(SnapshotCacheTest, AnUnknownStateIsExpired) {
  SnapshotCache cache;
  const ListQuery query = Continuation(ListingOf(QueryOf({})));
  feed_.Put(0, {{"changed"}});
  const auto listing = cache.Continue(query, Current(), kFeedTime);
  EXPECT_EQ(listing.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(listing.status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(SnapshotCacheTest, TheSameRevisionWithAnotherDigestIsAnotherState) {
  SnapshotCache cache;
  ListQuery query = Continuation(ListingOf(QueryOf({})));
  query.page_token->digest += 1;
  EXPECT_EQ(ReasonOf(cache.Continue(query, Current(), kFeedTime).status()), "PAGE_TOKEN_EXPIRED");
}

TEST_F(SnapshotCacheTest, AnotherReplicaThatHoldsTheStateContinues) {
  FedStore replica;  // reads the same topic
  for (int32_t id = 0; id < 10; ++id) replica.Put(id, {{"name_a"}});
  SnapshotCache cache;
  const auto listing = cache.Continue(Continuation(ListingOf(QueryOf({}))),
                                      {replica.store().Latest(), replica.store().Source()}, kFeedTime);
  ASSERT_TRUE(listing.ok()) << listing.status();
  EXPECT_EQ(listing->nodes->snapshot()->revision, 9);
}

TEST_F(SnapshotCacheTest, StatesExpireAfterTheirLastUse) {
  SnapshotCache cache;
  const ListQuery query = KeepAndChange(cache, kFeedTime);
  EXPECT_TRUE(cache.Continue(query, Current(), kFeedTime + absl::Seconds(59)).ok());
  EXPECT_TRUE(cache.Continue(query, Current(), kFeedTime + absl::Seconds(118)).ok());
  EXPECT_FALSE(cache.Continue(query, Current(), kFeedTime + absl::Seconds(179)).ok());
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(SnapshotCacheTest, ExpiredStatesAreDroppedWithoutARequest) {
  SnapshotCache cache;
  KeepAndChange(cache, kFeedTime);
  cache.DropExpired(Newest(), kFeedTime + absl::Seconds(60));
  EXPECT_EQ(cache.size(), 1u);
  cache.DropExpired(Newest(), kFeedTime + absl::Seconds(61));
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(SnapshotCacheTest, TheLeastRecentlyUsedIsDroppedFirst) {
  testing::CapturedLog log;
  SnapshotCache cache({absl::Seconds(60), 2, 1 << 20});
  const ListQuery first = KeepAndChange(cache, kFeedTime);
  const ListQuery second = KeepAndChange(cache, kFeedTime);
  EXPECT_TRUE(cache.Continue(first, Current(), kFeedTime).ok());
  const ListQuery third = KeepAndChange(cache, kFeedTime);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_TRUE(cache.Continue(first, Current(), kFeedTime).ok());
  EXPECT_FALSE(cache.Continue(second, Current(), kFeedTime).ok());
  EXPECT_TRUE(cache.Continue(third, Current(), kFeedTime).ok());
  EXPECT_THAT(log.Lines(), HasSubstr("warning msg=\"dropped the snapshot of a listing"));
}

// Changes node 0 to one whose record and encoded form have 10,000 bytes each.
void PutLarge(FedStore& feed) { feed.Put(0, {{"large", {"foo"}, std::string(10'000, 'd')}}); }
constexpr int64_t kLargeBytes = 20'000;
constexpr int64_t kSmallBytes = 5'000;  // more than everything else takes

TEST_F(SnapshotCacheTest, WhatTheStoreHoldsAnywayTakesNoBytes) {
  SnapshotCache cache;
  PutLarge(feed_);
  KeepAndChange(cache, kFeedTime);
  EXPECT_LT(cache.bytes(), kSmallBytes);
}

TEST_F(SnapshotCacheTest, WhatOnlyAKeptStateHoldsTakesBytes) {
  SnapshotCache cache;
  PutLarge(feed_);
  KeepAndChange(cache, kFeedTime);
  cache.DropExpired(Newest(), kFeedTime);
  EXPECT_GT(cache.bytes(), kLargeBytes);
  EXPECT_LT(cache.bytes(), kLargeBytes + kSmallBytes);
  cache.DropExpired(Newest(), kFeedTime + absl::Seconds(61));
  EXPECT_EQ(cache.bytes(), 0);
}

TEST_F(SnapshotCacheTest, WhatTwoKeptStatesHoldIsCountedOnce) {
  SnapshotCache cache;
  PutLarge(feed_);
  cache.Keep(ListingOf(QueryOf({})), QueryOf({}), Newest(), kFeedTime);
  feed_.Put(1, {{"changed"}});
  KeepAndChange(cache, kFeedTime);
  cache.DropExpired(Newest(), kFeedTime);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_GT(cache.bytes(), kLargeBytes);
  EXPECT_LT(cache.bytes(), kLargeBytes + kSmallBytes);
}

// However often a node changed since.
TEST_F(SnapshotCacheTest, AStateTakesNoMoreThanItsNodes) {
  SnapshotCache cache;
  KeepAndChange(cache, kFeedTime);
  for (int i = 0; i < 10; ++i) PutLarge(feed_);
  cache.DropExpired(Newest(), kFeedTime);
  EXPECT_LT(cache.bytes(), kSmallBytes);
}

TEST_F(SnapshotCacheTest, AStateOfAnotherEpochTakesWhatItsNodesTake) {
  SnapshotCache cache;
  PutLarge(feed_);
  KeepAndChange(cache, kFeedTime);
  auto other = std::make_shared<state::Snapshot>(*Newest());
  ++other->epoch;
  other->nodes = std::make_shared<const std::vector<state::NodeVersionPtr>>();
  other->outdated_bytes = 0;
  cache.DropExpired(other, kFeedTime);
  EXPECT_GT(cache.bytes(), kLargeBytes);
}

TEST_F(SnapshotCacheTest, TheBytesAreBounded) {
  testing::CapturedLog log;
  SnapshotCache cache({absl::Seconds(60), 100, 2 * kLargeBytes + kSmallBytes});
  std::vector<ListQuery> queries;
  for (int i = 0; i < 4; ++i) {
    PutLarge(feed_);
    queries.push_back(KeepAndChange(cache, kFeedTime));
  }
  cache.DropExpired(Newest(), kFeedTime);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(ReasonOf(cache.Continue(queries[1], Current(), kFeedTime).status()), "PAGE_TOKEN_EXPIRED");
  EXPECT_TRUE(cache.Continue(queries[2], Current(), kFeedTime).ok());
  EXPECT_TRUE(cache.Continue(queries[3], Current(), kFeedTime).ok());
  const std::string lines = log.Lines();
  EXPECT_THAT(lines, HasSubstr("the snapshots held more than"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1) << lines;
}

TEST_F(SnapshotCacheTest, TheStateThatWasUsedLastIsKeptAtAnySize) {
  SnapshotCache cache({absl::Seconds(60), 100, 1});
  PutLarge(feed_);
  const ListQuery query = KeepAndChange(cache, kFeedTime);
  cache.DropExpired(Newest(), kFeedTime);
  EXPECT_TRUE(cache.Continue(query, Current(), kFeedTime).ok());
}

TEST_F(SnapshotCacheTest, SelectedNodesOfAFilterAreKeptWithTheState) {
  SnapshotCache cache;
  v1::Filter filter;
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  cache.Keep(listing, QueryOf(filter), Newest(), kFeedTime);
  const auto again = cache.Continue(Continuation(listing, filter), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->nodes, listing.nodes);  // not evaluated again
}

TEST_F(SnapshotCacheTest, NodesOfRequestsAreDroppedBeforeStates) {
  SnapshotCache cache({absl::Seconds(60), 100, 100});
  v1::Filter filter;
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  cache.Keep(listing, QueryOf(filter), Newest(), kFeedTime);
  const auto again = cache.Continue(Continuation(listing, filter), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->nodes, listing.nodes);
  EXPECT_EQ(again->nodes->totals().digest, listing.nodes->totals().digest);
}

// The page tokens carry a hash of the request, which may collide. The cache compares the requests themselves.
TEST_F(SnapshotCacheTest, ARequestWithTheSameHashIsAnotherRequest) {
  SnapshotCache cache;
  v1::Filter filter;
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  cache.Keep(listing, QueryOf(filter), Newest(), kFeedTime);
  v1::Filter other;
  other.add_node_ids(3);
  ListQuery query = Continuation(listing, other);
  query.identity.request.hash = query.page_token->request_hash = QueryOf(filter).identity.request.hash;
  const auto continued = cache.Continue(query, Current(), kFeedTime);
  ASSERT_TRUE(continued.ok());
  EXPECT_EQ(continued->nodes->size(), 1u);
}

// A filter may have many kilobytes, and there may be many: what they take is limited with the nodes.
TEST_F(SnapshotCacheTest, ALargeFilterCounts) {
  SnapshotCache cache({absl::Seconds(60), 100, 1000});
  v1::Filter filter;
  for (char c = 'a'; c < 'a' + 10; ++c) filter.add_names(std::string(200, c));
  filter.add_names("name_*");
  const Listing listing = ListingOf(QueryOf(filter));
  cache.Keep(listing, QueryOf(filter), Newest(), kFeedTime);
  const auto again = cache.Continue(Continuation(listing, filter), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->nodes, listing.nodes);
}

TEST_F(SnapshotCacheTest, AStateWithoutChangesGetsNewerEvidence) {
  SnapshotCache cache;
  const Listing listing = ListingOf(QueryOf({}));
  cache.Keep(listing, QueryOf({}), Newest(), kFeedTime);
  feed_.SetAsOf(kFeedTime + absl::Seconds(9));
  const auto again = cache.Continue(Continuation(listing), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->as_of, kFeedTime + absl::Seconds(9));
}

TEST_F(SnapshotCacheTest, AKeptStateKeepsItsEvidenceAndShowsThePresentSource) {
  SnapshotCache cache;
  const Listing listing = ListingOf(QueryOf({}));
  cache.Keep(listing, QueryOf({}), Newest(), kFeedTime);
  feed_.Put(1, {{"name_z"}});
  feed_.SetAsOf(kFeedTime + absl::Seconds(9));
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED);
  const auto again = cache.Continue(Continuation(listing), Current(), kFeedTime);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->as_of, kFeedTime);
  EXPECT_EQ(again->source, Current().source);
}

}  // namespace
}  // namespace rollcall::list
