// SPDX-License-Identifier: Apache-2.0
#include "server/http/metrics_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>

#include "tests/testing/fed_store.h"

namespace rollcall::http {
namespace {

using ::testing::AllOf;
using testing::FedStore;
using ::testing::HasSubstr;
using testing::kFeedTime;
using ::testing::Not;

std::string TextOf(const FedStore& feed, const SeriesLimits& limits = {}) {
  MetricFamilies families;
  AddState(feed.store().Latest(), feed.store().Source(), limits, kFeedTime, families);
  return prometheus::TextSerializer().Serialize(families.Release());
}

std::string NodeState(int id, const std::string& state, int value) {
  return "rollcall_node_state{node_id=\"" + std::to_string(id) + "\",state=\"" + state + "\"} " +
         std::to_string(value) + "\n";
}

TEST(MetricsNodesTest, ExactlyTheStateOfANodeIsOne) {
  FedStore feed;
  feed.Put(-1, {});
  feed.Put(2, {}, "down");
  feed.Put(3, {}, "draining");
  feed.PutRecord("4", "no JSON");
  const std::string text = TextOf(feed);
  EXPECT_THAT(text, AllOf(HasSubstr(NodeState(-1, "up", 1)), HasSubstr(NodeState(-1, "down", 0)),
                          HasSubstr(NodeState(-1, "other", 0)), HasSubstr(NodeState(-1, "invalid", 0))));
  EXPECT_THAT(text, AllOf(HasSubstr(NodeState(2, "down", 1)), HasSubstr(NodeState(2, "up", 0))));
  EXPECT_THAT(text, AllOf(HasSubstr(NodeState(3, "other", 1)), HasSubstr(NodeState(4, "invalid", 1))));
  for (const char* state : {"up", "down", "other", "invalid"}) {
    EXPECT_THAT(text, HasSubstr("rollcall_nodes{state=\"" + std::string(state) + "\"} 1\n"));
  }
}

TEST(MetricsNodesTest, TheSeriesOfADeletedNodeAndOfItsCoprocessorsEnd) {
  FedStore feed;
  feed.Put(1, {{"mask"}});
  feed.Put(2, {{"audit"}});
  EXPECT_THAT(TextOf(feed), AllOf(HasSubstr("node_id=\"2\""), HasSubstr("coprocessor=\"audit\"")));
  feed.Delete(2);
  const std::string text = TextOf(feed);
  EXPECT_THAT(text, AllOf(Not(HasSubstr("node_id=\"2\"")), Not(HasSubstr("coprocessor=\"audit\""))));
  EXPECT_THAT(text, AllOf(HasSubstr("node_id=\"1\""), HasSubstr("coprocessor=\"mask\"")));
}

// A FedStore's records are from the first seconds of 1970, by their offset.
TEST(MetricsNodesTest, ANodeWithALeaseSaysWhenItIsStale) {
  FedStore feed;
  feed.Put(1, {});
  feed.PutRecord("2", R"({"node_id":2,"status":"up","coprocessors":{},"lease_s":10})");
  const std::string text = TextOf(feed);
  EXPECT_THAT(text, AllOf(HasSubstr("rollcall_node_stale{node_id=\"1\"} 0\n"),
                          HasSubstr("rollcall_node_stale{node_id=\"2\"} 1\n")));
  EXPECT_THAT(text, AllOf(HasSubstr("rollcall_node_stale_after_timestamp_seconds{node_id=\"2\"} 31\n"),
                          Not(HasSubstr("rollcall_node_stale_after_timestamp_seconds{node_id=\"1\"}"))));
  EXPECT_THAT(text, HasSubstr("rollcall_node_record_timestamp_seconds{node_id=\"2\"} 1\n"));
  feed.SetAsOf(Instant::InfinitePast());
  EXPECT_THAT(TextOf(feed), HasSubstr("rollcall_node_stale{node_id=\"2\"} 0\n")) << "there is no evidence";
}

TEST(MetricsNodesTest, CoprocessorsAreCountedByStatesOfWhichThereAreFew) {
  FedStore feed;
  const auto put = [&](int id, const std::string& state) {
    const std::string id_text = std::to_string(id);
    feed.PutRecord(id_text, R"({"node_id":)" + id_text +
                                R"(,"status":"up","coprocessors":{"m\"1":{"input_topics":[],"state":")" + state +
                                R"("}}})");
  };
  put(1, "running");
  put(2, "running");
  put(3, "errored");
  put(4, "anything else");
  put(5, "");
  const std::string text = TextOf(feed);
  const auto series = [](const std::string& state, int value) {
    return R"(rollcall_coprocessor_nodes{coprocessor="m\"1",state=")" + state + "\"} " + std::to_string(value) + "\n";
  };
  EXPECT_THAT(text, AllOf(HasSubstr(series("running", 2)), HasSubstr(series("errored", 1)),
                          HasSubstr(series("other", 1)), HasSubstr(series("none", 1))));
  EXPECT_THAT(text, HasSubstr("rollcall_coprocessors 1\n"));
}

TEST(MetricsNodesTest, AboveTheLimitsTheSeriesAreLeftOutAndCounted) {
  FedStore feed;
  for (const int id : {30, 10, 20}) feed.Put(id, {{"c" + std::to_string(id)}, {"a"}});
  feed.Put(40, {{std::string(300, 'x')}});
  const std::string text = TextOf(feed, {.max_nodes = 2, .max_coprocessors = 2});
  EXPECT_THAT(text, AllOf(HasSubstr("node_id=\"10\""), HasSubstr("node_id=\"20\""), Not(HasSubstr("node_id=\"30\""))));
  EXPECT_THAT(text, HasSubstr("rollcall_metrics_omitted_nodes 2\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("coprocessor=\"a\",state=\"none\"} 3\n"), HasSubstr("coprocessor=\"c10\""),
                          Not(HasSubstr("coprocessor=\"c20\"")), Not(HasSubstr("xxx"))));
  EXPECT_THAT(text,
              AllOf(HasSubstr("rollcall_coprocessors 5\n"), HasSubstr("rollcall_metrics_omitted_coprocessors 3\n")));
  EXPECT_THAT(text, HasSubstr("rollcall_nodes{state=\"up\"} 4\n")) << "sums count all";
  EXPECT_THAT(TextOf(feed), AllOf(HasSubstr("rollcall_metrics_omitted_nodes 0\n"),
                                  HasSubstr("rollcall_metrics_omitted_coprocessors 1\n")));
}

TEST(MetricsNodesTest, BeforeTheFirstReadNothingIsClaimed) {
  const std::string text = TextOf(FedStore(FedStore::Start::kNotReady));
  EXPECT_THAT(text, AllOf(HasSubstr("rollcall_ready 0\n"), Not(HasSubstr("rollcall_nodes"))));
}

}  // namespace
}  // namespace rollcall::http
