// SPDX-License-Identifier: Apache-2.0
#include "server/page/status_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "server/page/node_page.h"
#include "tests/server/page/sample_cluster.h"
#include "tests/testing/golden.h"

namespace rollcall::page {
namespace {

using testing::ExpectGolden;
using testing::FedStore;
using ::testing::HasSubstr;
using ::testing::Not;

std::string NodePageOf(const FedStore& feed, int32_t id, Instant now = kSampleTime) {
  bool is_present = false;
  return NodePage(ReadState(feed.store()), kSampleServer, id, now, is_present);
}

class StatusPageTest : public ::testing::Test {
 protected:
  StatusPageTest() { FillSampleCluster(feed_); }
  FedStore feed_;
};

TEST_F(StatusPageTest, GoldenPages) {
  ExpectGolden("status.html", PageOf(feed_));
  ExpectGolden("filtered.html",
               PageOf(feed_, {{"node", "4-8"}, {"name", "a*"}, {"name", "<b>"}, {"state", "up,stale"}}));
  ExpectGolden("node_invalid.html", NodePageOf(feed_, 8));
  ExpectGolden("node_stale.html", NodePageOf(feed_, 6));
  ExpectGolden("node_absent.html", NodePageOf(feed_, -77));
}

TEST_F(StatusPageTest, GoldenPageOfASourceThatIsNotCurrent) {
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED, "kafka-1:9092: connection <refused>");
  ExpectGolden("disconnected.html", PageOf(feed_, {}, {}, kSampleTime + absl::Minutes(3)));
}

TEST(StatusPageOfNothingTest, GoldenPages) {
  FedStore feed(FedStore::Start::kNotReady);
  feed.SetSource(v1::SOURCE_STATE_TOPIC_MISSING, "the brokers know no such topic");
  ExpectGolden("not_ready.html", PageOf(feed));
}

// Each text of a record that a page shows.
TEST(HostileTextTest, IsNeverCode) {
  const std::string hostile = R"(\"><script>alert(1)</script><img src=x onerror=alert(2)>'\u202e\u0000)";
  FedStore feed;
  feed.PutRecord("1", R"({"node_id":1,"status":"up","instance":")" + hostile + R"(","coprocessors":{")" + hostile +
                          R"(":{"input_topics":[")" + hostile + R"("],"description":")" + hostile + R"(","state":")" +
                          hostile + R"("}}})");
  feed.PutRecord("2", R"({"node_id":2,"status":")" + hostile + R"(","reason":")" + hostile + R"(","coprocessors":{}})");
  feed.PutRecord("3", hostile);
  feed.PutRecord("<script>alert(3)</script>", "x");
  feed.SetAsOf(kSampleTime);
  for (const std::string& page : {PageOf(feed), PageOf(feed, {{"name", hostile}}), NodePageOf(feed, 1),
                                  NodePageOf(feed, 2), NodePageOf(feed, 3)}) {
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;")) << "the hostile text is shown";
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
    EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
    EXPECT_THAT(page, Not(HasSubstr("\u202e")));
    EXPECT_EQ(page.find('\0'), std::string::npos);
  }
}

TEST(LimitedPageTest, SaysWhatIsLeftOutAndHowToSeeIt) {
  FedStore feed;
  for (int id = 0; id < 10'000; ++id) feed.Put(id, {{id % 2 == 0 ? "a" : "b"}});
  feed.SetAsOf(kSampleTime);
  const std::string page = PageOf(feed);
  EXPECT_THAT(page, HasSubstr("100 of 10000 nodes: first those that are not up"));
  EXPECT_THAT(page, HasSubstr("The first 500 of 10000 rows. Filter by node, name or topic"));
  EXPECT_LT(page.size(), size_t{256} << 10);
}

TEST(LimitedPageTest, IsBoundedForTheLargestMatrixToo) {
  FedStore feed;
  for (int id = 0; id < 200; ++id) {
    std::vector<testing::Row> rows;
    for (int i = 0; i < 200; ++i) rows.push_back({"coprocessor " + std::to_string(i)});
    feed.Put(id, rows);
  }
  const std::string page = PageOf(feed);
  EXPECT_THAT(page, HasSubstr("The first 100 of 200 coprocessors"));
  EXPECT_LT(page.size(), size_t{1} << 20);
}

TEST(NodePageTest, ShowsTheRecordAsItIs) {
  FedStore feed;
  feed.PutRecord("5", "{\n  \"node_id\": 5,\n\t\"x\": \"\xff\"");
  const std::string page = NodePageOf(feed, 5);
  EXPECT_THAT(page, HasSubstr("<pre class=\"raw\"><code><bdi>{</bdi>\n<bdi>  &quot;node_id&quot;: 5,</bdi>\n"));
  EXPECT_THAT(page, HasSubstr("\\xff"));
  const auto record = FindRecord(ReadState(feed.store()), 5);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->value, "{\n  \"node_id\": 5,\n\t\"x\": \"\xff\"");
  EXPECT_EQ(record->offset, 0);
  EXPECT_FALSE(FindRecord(ReadState(feed.store()), 6).has_value());
}

TEST(NodePageTest, ALongValueIsCut) {
  FedStore feed;
  feed.PutRecord("5", "\"" + std::string(100'000, 'x') + "\"");
  EXPECT_THAT(NodePageOf(feed, 5), HasSubstr("(100002); shown are the first 65536."));
  EXPECT_LT(NodePageOf(feed, 5).size(), 80'000u);
}

TEST(NodePageTest, OnlyANodeIdIsOne) {
  EXPECT_EQ(ParseNodeId("5"), 5);
  EXPECT_EQ(ParseNodeId("-7"), -7);
  for (const char* text : {"", "x", "1-3", "5-5", "05", "+5", " 5", "2147483648", "5/raw", "-"}) {
    EXPECT_EQ(ParseNodeId(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace rollcall::page
