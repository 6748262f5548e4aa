// SPDX-License-Identifier: Apache-2.0
// Tables of coprocessors and of nodes.
#include "client/cli/render/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

TEST(CoprocessorTableTest, IsTheTableOfTheRfcOrderedByNameAndNode) {
  EXPECT_EQ(CoprocessorTable(ListingOf(RfcNodes(), 13), TableWidth::kNormal),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS   DESCRIPTION\n"
            "  name_a            1        [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            2        [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            3        [foo,bar,baz]  This copro is interesting!\n"
            "  name_b            1        [dd]           Strings sensitive info from topic\n"
            "  name_b            2        [dd]           Strings sensitive info from topic\n"
            "  name_b            3        [dd]           Strings sensitive info from topic\n");
}

TEST(CoprocessorTableTest, OrdersNodesOfOneNameAsNumbers) {
  const std::string table = CoprocessorTable(
      ListingOf({UpNode(-1, 1, {{"a", {}, ""}}), UpNode(10, 2, {{"a", {}, ""}}), UpNode(9, 3, {{"a", {}, ""}})}, 3),
      TableWidth::kNormal);
  EXPECT_EQ(table,
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  DESCRIPTION\n"
            "  a                 -1       []\n"
            "  a                 9        []\n"
            "  a                 10       []\n");
}

TEST(CoprocessorTableTest, ShowsNoControlCharacters) {
  const std::string table =
      CoprocessorTable(ListingOf({UpNode(1, 1, {{"a\x1b[2J", {"t\n"}, "d\u202E"}})}, 1), TableWidth::kNormal);
  EXPECT_THAT(table, ::testing::HasSubstr("a\\x1b[2J          1        [t\\n]         d\\u202e\n"));
}

TEST(CoprocessorTableTest, WideShowsStateAgeAndRevision) {
  v1::NodeStatus node = UpNode(1, 11, {{"a", {"t"}, "d"}, {"b", {"t"}, "d"}});
  node.mutable_coprocessors(1)->set_state_text("errored");
  EXPECT_EQ(CoprocessorTable(ListingOf({node}, 13), TableWidth::kWide),
            "  COPROCESSOR NAME  NODE ID  INPUT TOPICS  STATE    PUBLISHED  REVISION  DESCRIPTION\n"
            "  a                 1        [t]           up       60 s ago   11        d\n"
            "  b                 1        [t]           errored  60 s ago   11        d\n");
}

TEST(CoprocessorTableTest, WideSaysThatATimeIsInTheFuture) {
  EXPECT_THAT(CoprocessorTable(ListingOf({FutureNode(1, 11, {{"a", {"t"}, "d"}})}, 11), TableWidth::kWide),
              ::testing::HasSubstr("  up     in 3 h (clock?)  11        d\n"));
}

TEST(NodeTableTest, HasALineForEachNode) {
  v1::NodeStatus stale = UpNode(4, 14);
  stale.mutable_lease()->set_seconds(5);
  EXPECT_EQ(NodeTable(ListingOf(
                {UpNode(1, 11, {{"a", {}, ""}}), DownNode(2, 12), InvalidNode(3, 13, "no JSON\n"), stale}, 14)),
            "  NODE ID  STATE    COPROCESSORS  PUBLISHED  REVISION  NOTE\n"
            "  1        up       1             60 s ago   11\n"
            "  2        down     0             60 s ago   12\n"
            "  3        invalid  0             60 s ago   13        no JSON\\n (offset 13)\n"
            "  4        up       0             60 s ago   14        stale: silent for 59 s, it promised to publish "
            "every 5 s\n");
}

TEST(NodeTableTest, SaysThatATimeIsInTheFuture) {
  v1::NodeStatus node = FutureNode(1, 11);
  EXPECT_EQ(NodeTable(ListingOf({node}, 11)),
            "  NODE ID  STATE  COPROCESSORS  PUBLISHED        REVISION  NOTE\n"
            "  1        up     0             in 3 h (clock?)  11\n");
}

TEST(NodeTableTest, ShowsTimesThatPublishTimeCannotHold) {
  v1::NodeStatus node = UpNode(1, 11);
  node.clear_publish_time();
  node.set_raw_timestamp_ms(-62'135'596'800'001);
  v1::NodeStatus future = UpNode(2, 12);
  future.clear_publish_time();
  future.set_raw_timestamp_ms(253'402'300'800'000);
  v1::NodeStatus timeless = UpNode(3, 13);
  timeless.clear_publish_time();
  EXPECT_EQ(NodeTable(ListingOf({node, future, timeless}, 13)),
            "  NODE ID  STATE  COPROCESSORS  PUBLISHED              REVISION  NOTE\n"
            "  1        up     0             739675 d ago           11\n"
            "  2        up     0             in 2912383 d (clock?)  12\n"
            "  3        up     0             -                      13\n");
}

}  // namespace
}  // namespace rollcall::cli
