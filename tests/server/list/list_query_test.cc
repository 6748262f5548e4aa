// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_query.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/testing/listing.h"

namespace rollcall::list {
namespace {

using testing::ReasonOf;

ListQuery Compile(const v1::ListNodesRequest& request) {
  const auto query = CompileListQuery(request);
  EXPECT_TRUE(query.ok()) << query.status();
  return query.ok() ? *query : ListQuery();
}

std::string TokenOf(const ListQuery& query) {
  return EncodePageToken({query.identity.method, 7, 8, query.identity.request.hash, {9, 0}});
}

TEST(ListQueryTest, AnEmptyRequestListsAllNodesInTheBasicView) {
  const ListQuery query = Compile({});
  EXPECT_EQ(query.identity, (ListIdentity{ListMethod::kNodes, select::MakeRequestIdentity({}, select::View::kBasic)}));
  EXPECT_TRUE(query.filter.MatchesAll());
  EXPECT_EQ(query.page_size, 1000u);
  EXPECT_FALSE(query.page_token.has_value());
  EXPECT_FALSE(query.min_revision.has_value());
}

TEST(ListQueryTest, PageSizesAreLimited) {
  v1::ListNodesRequest request;
  request.set_page_size(1);
  EXPECT_EQ(Compile(request).page_size, 1u);
  request.set_page_size(10'000);
  EXPECT_EQ(Compile(request).page_size, 10'000u);
  request.set_page_size(std::numeric_limits<int32_t>::max());
  EXPECT_EQ(Compile(request).page_size, 10'000u);
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(CompileListQuery(request).status()), "INVALID_FIELD");
}

TEST(ListQueryTest, TheOrderInAFilterDoesNotChangeTheIdentity) {
  v1::ListNodesRequest request, reversed;
  for (const char* name : {"a*", "b"}) request.mutable_filter()->add_names(name);
  for (const char* name : {"b", "a*"}) reversed.mutable_filter()->add_names(name);
  EXPECT_EQ(Compile(request).identity, Compile(reversed).identity);
  EXPECT_EQ(Compile(request).identity.request.hash, Compile(reversed).identity.request.hash);
}

TEST(ListQueryTest, MethodViewAndFilterMakeTheIdentity) {
  v1::ListNodesRequest full, filtered;
  full.set_view(v1::NODE_VIEW_FULL);
  filtered.mutable_filter()->add_node_ids(1);
  const ListIdentity plain = Compile({}).identity;
  EXPECT_NE(Compile(full).identity, plain);
  EXPECT_NE(Compile(filtered).identity, plain);
  EXPECT_NE(CompileListQuery(v1::ListCoprocessorsRequest())->identity, plain);
}

TEST(ListQueryTest, PageSizeAndTokenAreNotInTheIdentity) {
  v1::ListNodesRequest request;
  const ListQuery first = Compile(request);
  request.set_page_size(3);
  request.set_page_token(TokenOf(first));
  EXPECT_EQ(Compile(request).identity, first.identity);
}

TEST(ListQueryTest, ATokenOfThisRequestIsDecoded) {
  v1::ListNodesRequest request;
  request.mutable_filter()->add_names("a*");
  request.set_page_token(TokenOf(Compile(request)));
  const ListQuery query = Compile(request);
  ASSERT_TRUE(query.page_token.has_value());
  EXPECT_EQ(query.page_token->revision, 7);
  EXPECT_EQ(query.page_token->next.node_id, 9);
}

TEST(ListQueryTest, ATokenOfAnotherRequestIsRefused) {
  const std::string token = TokenOf(Compile({}));
  v1::ListNodesRequest full, filtered;
  full.set_view(v1::NODE_VIEW_FULL);
  full.set_page_token(token);
  EXPECT_EQ(ReasonOf(CompileListQuery(full).status()), "PAGE_TOKEN_INVALID");
  filtered.mutable_filter()->add_node_ids(1);
  filtered.set_page_token(token);
  EXPECT_EQ(ReasonOf(CompileListQuery(filtered).status()), "PAGE_TOKEN_INVALID");
  v1::ListCoprocessorsRequest coprocessors;
  coprocessors.set_page_token(token);
  EXPECT_EQ(ReasonOf(CompileListQuery(coprocessors).status()), "PAGE_TOKEN_INVALID");
  v1::ListNodesRequest other;
  other.set_page_token("other");
  EXPECT_EQ(ReasonOf(CompileListQuery(other).status()), "PAGE_TOKEN_INVALID");
}

TEST(ListQueryTest, ATokenOfAServerWithAnotherDecoderIsLeftToExpire) {
  v1::ListNodesRequest request;
  request.set_page_token(EncodePageToken({ListMethod::kNodes, 7, 8, 12345, {9, 0}, topic::kDecoderVersion - 1}));
  EXPECT_EQ(Compile(request).page_token->request_hash, 12345u);
}

// The token names the revision of its listing, so a page of it never waits.
TEST(ListQueryTest, AMinRevisionCountsOnlyWithoutAToken) {
  v1::ListNodesRequest request;
  request.set_min_revision(17);
  EXPECT_EQ(Compile(request).min_revision, 17);
  request.set_page_token(TokenOf(Compile({})));
  EXPECT_FALSE(Compile(request).min_revision.has_value());
  request.set_min_revision(-2);
  EXPECT_EQ(ReasonOf(CompileListQuery(request).status()), "INVALID_FIELD");
}

TEST(ListQueryTest, UnknownViewsAndFiltersAreRefused) {
  v1::ListNodesRequest view, filter;
  view.set_view(static_cast<v1::NodeView>(99));
  EXPECT_EQ(ReasonOf(CompileListQuery(view).status()), "INVALID_FIELD");
  filter.mutable_filter()->add_states(static_cast<v1::NodeStatus::State>(99));
  EXPECT_EQ(ReasonOf(CompileListQuery(filter).status()), "UNKNOWN_FILTER");
}

}  // namespace
}  // namespace rollcall::list
