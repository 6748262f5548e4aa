// SPDX-License-Identifier: Apache-2.0
#include "server/page/page_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::page {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const Parameters& parameters) { return std::string(ParsePageQuery(parameters).status().message()); }

TEST(PageQueryTest, SelectsNodesAndRowsAsTheClientDoes) {
  const auto query =
      ParsePageQuery({{"node", "1-3,7"}, {"name", "a*"}, {"name", "b"}, {"topic", "t?"}, {"state", "up,down"}});
  ASSERT_TRUE(query.ok()) << query.status();
  EXPECT_TRUE(query->nodes.MatchesId(2) && query->nodes.MatchesId(7));
  EXPECT_FALSE(query->nodes.MatchesId(4));
  EXPECT_FALSE(query->nodes.HasRowFilter());
  EXPECT_TRUE(query->rows.names().Matches("abc") && query->rows.names().Matches("b"));
  EXPECT_TRUE(query->rows.input_topics().Matches("t1"));
  EXPECT_EQ(query->watched.canonical(), query->nodes.canonical());
  EXPECT_THAT(query->Values("name"), ElementsAre("a*", "b"));
}

// As a form sends those that are not filled in.
TEST(PageQueryTest, EmptyValuesAreLeftOut) {
  const auto query = ParsePageQuery({{"node", ""}, {"name", ""}, {"topic", ""}, {"state", ""}});
  ASSERT_TRUE(query.ok()) << query.status();
  EXPECT_TRUE(query->empty());
  EXPECT_TRUE(query->nodes.MatchesAll() && query->rows.MatchesAll());
}

TEST(PageQueryTest, StaleIsAStateThatTheEngineDoesNotKnow) {
  const auto query = ParsePageQuery({{"node", "1"}, {"state", "down, stale"}});
  ASSERT_TRUE(query.ok()) << query.status();
  EXPECT_TRUE(query->with_stale);
  EXPECT_NE(query->watched.canonical(), query->nodes.canonical());
  EXPECT_FALSE(query->watched.MatchesId(2));
}

TEST(PageQueryTest, SaysWhatIsWrongAndWhatCanBeWritten) {
  EXPECT_EQ(ErrorOf({{"color", "red"}}),
            "the parameter color: there is no such parameter; there are node, name, topic and state");
  EXPECT_THAT(ErrorOf({{"node", "x"}}), HasSubstr("the parameter node: 'x' is not a node id"));
  EXPECT_THAT(ErrorOf({{"node", "1-2000"}}), HasSubstr("more than 1000 nodes"));
  EXPECT_THAT(ErrorOf({{"state", "up,broken"}}),
              HasSubstr("'broken' is not a state; write up, down, other, invalid or stale"));
  EXPECT_THAT(ErrorOf({{"name", "\xff"}}), HasSubstr("the parameter name: the value is not UTF-8"));
  EXPECT_THAT(ErrorOf({{"name", "a\\"}}), HasSubstr("filter.names[0]"));
  EXPECT_THAT(ErrorOf({{"topic", std::string(257, 'a')}}),
              HasSubstr("filter.input_topics[0]: is longer than 256 bytes"));
  EXPECT_THAT(ErrorOf({{"<b>\x1b", "1"}}), HasSubstr("<b>\\x1b"));
}

TEST(PageQueryTest, WritesItsAddress) {
  EXPECT_EQ(QueryText({}), "");
  EXPECT_EQ(QueryText({{"node", "1-3"}, {"name", "a*&\"<ü"}}), "?node=1-3&name=a%2A%26%22%3C%C3%BC");
}

}  // namespace
}  // namespace rollcall::page
