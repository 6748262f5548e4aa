// SPDX-License-Identifier: Apache-2.0
#include "server/list/filtered_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int32_t> IdsOf(const FilteredNodes& nodes) {
  std::vector<int32_t> ids;
  for (size_t i = 0; i < nodes.size(); ++i) ids.push_back(nodes[i].node_id);
  return ids;
}

class FilteredNodesTest : public ::testing::Test {
 protected:
  FilteredNodesTest() {
    feed_.Put(-4, {{"alpha"}});
    feed_.Put(2, {{"beta"}});
    feed_.Put(3, {{"alpha"}}, "draining");
    feed_.Put(7, {{"beta"}}, "draining");
    feed_.PutRecord("bad key", "{}");
  }

  template <typename Request = v1::ListNodesRequest>
  FilteredNodes Select(const v1::Filter& filter = {}) {
    Request request;
    *request.mutable_filter() = filter;
    return FilteredNodes(feed_.store().Latest(), *CompileListQuery(request));
  }
  static v1::Filter Names(const char* glob) {
    v1::Filter filter;
    filter.add_names(glob);
    return filter;
  }

  testing::FedStore feed_;
};

TEST_F(FilteredNodesTest, AnEmptyFilterSelectsAllWithoutStoringAny) {
  const FilteredNodes nodes = Select();
  EXPECT_THAT(IdsOf(nodes), ElementsAre(-4, 2, 3, 7));
  EXPECT_EQ(nodes.own_size(), 0u);
  EXPECT_EQ(nodes.totals().node_count, 4);
  EXPECT_EQ(nodes.totals().digest, feed_.store().Latest()->digest);
}

TEST_F(FilteredNodesTest, AFilterSelectsTheNodesWithMatchingRows) {
  const FilteredNodes nodes = Select(Names("alpha"));
  EXPECT_THAT(IdsOf(nodes), ElementsAre(-4, 3));
  EXPECT_EQ(nodes.own_size(), 2u);
}

TEST_F(FilteredNodesTest, NodesThatAFilterNamesAreOrderedById) {
  v1::Filter filter;
  for (const int32_t id : {7, 100, -4, 3, -5}) filter.add_node_ids(id);
  EXPECT_THAT(IdsOf(Select(filter)), ElementsAre(-4, 3, 7));
  filter.add_names("beta");
  EXPECT_THAT(IdsOf(Select(filter)), ElementsAre(7));
}

TEST_F(FilteredNodesTest, TotalsAreThoseOfTheMatchingNodes) {
  const FilteredNodes nodes = Select(Names("alpha"));
  EXPECT_EQ(nodes.totals().node_count, 2);
  EXPECT_EQ(nodes.totals().digest, nodes[0].fingerprint + nodes[1].fingerprint);
  EXPECT_EQ(nodes.totals().revision, feed_.revision());
  EXPECT_EQ(nodes.totals().problem_count, 1);
}

TEST_F(FilteredNodesTest, CoprocessorListingsGoThroughNodesThatAreNotUpToo) {
  const FilteredNodes nodes = Select<v1::ListCoprocessorsRequest>(Names("alpha"));
  EXPECT_THAT(IdsOf(nodes), ElementsAre(-4, 3, 7));
  EXPECT_EQ(nodes.totals().node_count, 2) << "node 7 does not match";
  v1::Filter named = Names("alpha");
  named.add_node_ids(2);
  EXPECT_THAT(IdsOf(Select<v1::ListCoprocessorsRequest>(named)), IsEmpty());
}

TEST_F(FilteredNodesTest, FirstFromFindsTheNextNodeThatIsSelected) {
  const FilteredNodes all = Select();
  EXPECT_EQ(all.FirstFrom(-100), 0u);
  EXPECT_EQ(all.FirstFrom(2), 1u);
  EXPECT_EQ(all.FirstFrom(4), 3u);
  EXPECT_EQ(all.FirstFrom(8), all.size());
  const FilteredNodes some = Select(Names("alpha"));
  EXPECT_EQ(some.FirstFrom(-4), 0u);
  EXPECT_EQ(some.FirstFrom(2), 1u) << "node 2 is not selected, node 3 is";
  EXPECT_EQ(some.FirstFrom(4), some.size());
}

}  // namespace
}  // namespace rollcall::list
