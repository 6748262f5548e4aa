// SPDX-License-Identifier: Apache-2.0
// Tables of coprocessors and of nodes.
#include "client/cli/render/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "display/text.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

std::string Text(const Table& table, const std::vector<std::string>& columns) {
  return TableText(WithColumns(table, columns), Titles::kShown, std::nullopt);
}

std::string ListText(const v1::ListNodesResponse& listing) {
  return Text(CoprocessorTable(listing), CoprocessorColumns());
}

std::string WideText(const v1::ListNodesResponse& listing) {
  return Text(CoprocessorTable(listing), WideCoprocessorColumns());
}

std::string NodesText(const v1::ListNodesResponse& listing) { return Text(NodeTable(listing), NodeColumns()); }

TEST(CoprocessorTableTest, IsTheTableOfTheRfcWithStatesOrderedByNameAndNode) {
  EXPECT_EQ(ListText(ListingOf(RfcNodes(), 13)),
            "  COPROCESSOR NAME  NODE ID  STATE  INPUT TOPICS   DESCRIPTION\n"
            "  name_a            1        up     [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            2        up     [foo,bar,baz]  This copro is interesting!\n"
            "  name_a            3        up     [foo,bar,baz]  This copro is interesting!\n"
            "  name_b            1        up     [dd]           Strings sensitive info from topic\n"
            "  name_b            2        up     [dd]           Strings sensitive info from topic\n"
            "  name_b            3        up     [dd]           Strings sensitive info from topic\n");
}

TEST(CoprocessorTableTest, OrdersNodesOfOneNameAsNumbers) {
  EXPECT_EQ(ListText(ListingOf(
                {UpNode(-1, 1, {{"a", {}, ""}}), UpNode(10, 2, {{"a", {}, ""}}), UpNode(9, 3, {{"a", {}, ""}})}, 3)),
            "  COPROCESSOR NAME  NODE ID  STATE  INPUT TOPICS  DESCRIPTION\n"
            "  a                 -1       up     []\n"
            "  a                 9        up     []\n"
            "  a                 10       up     []\n");
}

TEST(CoprocessorTableTest, ShowsNoControlCharacters) {
  v1::NodeStatus node = UpNode(1, 1, {{"a\x1b[2J", {"t\n"}, "d\u202E"}});
  node.mutable_coprocessors(0)->set_state_text("s\r");
  node.set_publisher_instance("i\x9b");
  const Table table = CoprocessorTable(ListingOf({node}, 1));
  for (const Cell& cell : table.rows.at(0)) EXPECT_EQ(cell.text, Sanitize(cell.text));
  EXPECT_THAT(ListText(ListingOf({node}, 1)),
              ::testing::HasSubstr("a\\x1b[2J          1        s\\r    [t\\n]         d\\u202e\n"));
}

TEST(CoprocessorTableTest, WideShowsAgeAndRevisionBeforeWhatMayBeLong) {
  v1::NodeStatus node = UpNode(1, 11, {{"a", {"t"}, "d"}, {"b", {"t"}, "d"}});
  node.mutable_coprocessors(1)->set_state_text("errored");
  EXPECT_EQ(WideText(ListingOf({node}, 13)),
            "  COPROCESSOR NAME  NODE ID  STATE    PUBLISHED  REVISION  INPUT TOPICS  DESCRIPTION\n"
            "  a                 1        up       60 s ago   11        [t]           d\n"
            "  b                 1        errored  60 s ago   11        [t]           d\n");
}

TEST(CoprocessorTableTest, WideSaysThatATimeIsInTheFuture) {
  EXPECT_THAT(WideText(ListingOf({FutureNode(1, 11, {{"a", {"t"}, "d"}})}, 11)),
              ::testing::HasSubstr("  up     in 3 h (clock?)  11        [t]           d\n"));
}

TEST(CoprocessorTableTest, CanBeSortedByAgeAlsoWhereARecordHasNoTimeOrAnOddOne) {
  v1::NodeStatus timeless = UpNode(1, 11, {{"a", {}, ""}});
  timeless.clear_publish_time();
  v1::NodeStatus ancient = timeless;
  ancient.set_node_id(2);
  ancient.set_raw_timestamp_ms(std::numeric_limits<int64_t>::min());
  Table table = CoprocessorTable(ListingOf({timeless, ancient, UpNode(3, 12, {{"a", {}, ""}})}, 12));
  SortRows({"published"}, table);
  EXPECT_EQ(TableText(WithColumns(table, {"node"}), Titles::kHidden, std::nullopt), "  3\n  1\n  2\n");
}

TEST(NodeTableTest, HasALineForEachNode) {
  v1::NodeStatus stale = UpNode(4, 14);
  stale.mutable_lease()->set_seconds(5);
  EXPECT_EQ(NodesText(ListingOf(
                {UpNode(1, 11, {{"a", {}, ""}}), DownNode(2, 12), InvalidNode(3, 13, "no JSON\n"), stale}, 14)),
            "  NODE ID  STATE     COPROCESSORS  PUBLISHED  REVISION  NOTE\n"
            "  1        up        1             60 s ago   11\n"
            "  2        down      0             60 s ago   12\n"
            "  3        invalid   0             60 s ago   13        no JSON\\n (offset 13)\n"
            "  4        up,stale  0             60 s ago   14        stale: silent for 59 s, it promised to publish "
            "every 5 s\n");
}

TEST(NodeTableTest, SaysThatATimeIsInTheFuture) {
  v1::NodeStatus node = FutureNode(1, 11);
  EXPECT_EQ(NodesText(ListingOf({node}, 11)),
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
  EXPECT_EQ(NodesText(ListingOf({node, future, timeless}, 13)),
            "  NODE ID  STATE  COPROCESSORS  PUBLISHED              REVISION  NOTE\n"
            "  1        up     0             739675 d ago           11\n"
            "  2        up     0             in 2912383 d (clock?)  12\n"
            "  3        up     0             -                      13\n");
}

}  // namespace
}  // namespace rollcall::cli
