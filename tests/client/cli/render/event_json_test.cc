// SPDX-License-Identifier: Apache-2.0
// Events as JSON, one line each.
#include "client/cli/render/event_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "client/cli/render/event.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::nlohmann::json;

TEST(EventJsonTest, HasATypeAndTheApisOwnFields) {
  EXPECT_EQ(EventJson(SnapshotEvent{v1::SnapshotStarted::REASON_TOKEN_EXPIRED}),
            R"({"type":"snapshot","reason":"REASON_TOKEN_EXPIRED"})");
  EXPECT_EQ(EventJson(SnapshotEvent{static_cast<v1::SnapshotStarted::Reason>(99)}),
            R"({"type":"snapshot","reason":99})");
  const json node = json::parse(EventJson(NodeEvent{UpNode(3, 7), {}, client::NodeChange::Kind::kAdded}));
  EXPECT_EQ(node["type"], "node");
  EXPECT_EQ(node["change"], "new");
  EXPECT_EQ(node["node"]["nodeId"], 3);
  v1::RemovedNode removed;
  removed.set_node_id(3);
  removed.set_reason(v1::RemovedNode::REASON_DELETED);
  const json gone = json::parse(EventJson(RemovedEvent{removed, UpNode(3, 7)}));
  EXPECT_EQ(gone["removed"]["nodeId"], 3);
  EXPECT_EQ(gone["removed"]["reason"], "REASON_DELETED");
  EXPECT_FALSE(gone["removed"].contains("status"));
  EXPECT_EQ(gone["before"]["revision"], "7");
  const json hidden = json::parse(EventJson(HiddenEvent{DownNode(4, 8)}));
  EXPECT_EQ(hidden["type"], "hidden");
  EXPECT_EQ(hidden["node"]["state"], "STATE_DOWN");
  const json synced = json::parse(EventJson(SyncedEvent{HeaderOf({UpNode(3, 7)}, 9)}));
  EXPECT_EQ(synced["type"], "synced");
  EXPECT_EQ(synced["digestOk"], true);
  EXPECT_EQ(synced["header"]["revision"], "9");
  EXPECT_EQ(synced["header"]["nodeCount"], 1);
  EXPECT_EQ(json::parse(EventJson(SourceEvent{HeaderOf({}, 9)}))["header"]["sourceState"], "SOURCE_STATE_CURRENT");
  EXPECT_EQ(
      EventJson(ResumedEvent{"a:1", Noon(), Noon() + absl::Seconds(4)}),
      R"({"type":"resumed","server":"a:1","lostTime":"2026-03-01T12:00:00Z","resumedTime":"2026-03-01T12:00:04Z"})");
}

TEST(EventJsonTest, ANodeThatChangedNamesWhatAndHasTheStatusBefore) {
  const v1::NodeStatus before = UpNode(3, 7, {{"a\n", {}, ""}, {"b", {}, ""}});
  v1::NodeStatus after = UpNode(3, 8, {{"b", {}, ""}});
  after.set_reason("an upgrade");
  const json event = json::parse(EventJson(NodeEvent{after, before, client::NodeChange::Kind::kChanged}));
  EXPECT_EQ(event["changedFields"], json::array({"coprocessors", "reason"}));
  EXPECT_EQ(event["changedCoprocessors"], json::array({"a\n"}));
  EXPECT_EQ(event["before"]["revision"], "7");
  EXPECT_EQ(event["node"]["revision"], "8");
  const json again = json::parse(EventJson(NodeEvent{after, before, client::NodeChange::Kind::kRepublished}));
  EXPECT_FALSE(again.contains("before") || again.contains("changedFields"));
}

TEST(EventJsonTest, SaysWhyAFilterNoLongerSelectsANode) {
  v1::RemovedNode removed;
  removed.set_node_id(3);
  *removed.mutable_status() = InvalidNode(3, 9, "no JSON");
  const json event = json::parse(EventJson(RemovedEvent{removed, UpNode(3, 7)}));
  EXPECT_EQ(event["removed"]["status"]["state"], "STATE_INVALID");
  EXPECT_EQ(event["removed"]["status"]["problem"]["message"], "no JSON");
}

TEST(EventJsonTest, AStaleNodeHasItsTimes) {
  v1::NodeStatus node = UpNode(3, 7);
  SetTime(Noon() - absl::Seconds(30), node.mutable_stale_after_time());
  EXPECT_EQ(EventJson(StaleEvent{node, HeaderOf({}, 9)}),
            R"({"type":"stale","nodeId":3,"publishTime":"2026-03-01T11:59:00Z",)"
            R"("staleAfterTime":"2026-03-01T11:59:30Z","asOfTime":"2026-03-01T11:59:59.500Z"})");
  node.clear_publish_time();
  node.clear_stale_after_time();
  EXPECT_EQ(EventJson(FreshEvent{node, v1::Header()}), R"({"type":"fresh","nodeId":3})");
}

TEST(EventJsonTest, AStaleSourceHasItsState) {
  v1::Header header = HeaderOf({}, 9);
  header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(EventJson(StaleEvent{std::nullopt, header}),
            R"({"type":"stale","sourceState":"SOURCE_STATE_DISCONNECTED","asOfTime":"2026-03-01T11:59:59.500Z"})");
  header.set_source_state(static_cast<v1::SourceState>(77));
  EXPECT_EQ(json::parse(EventJson(StaleEvent{std::nullopt, header}))["sourceState"], 77);
}

TEST(EventJsonTest, ALostConnectionHasItsError) {
  EXPECT_EQ(EventJson(LostEvent{"a:1", "Socket \"closed\"", Noon()}),
            R"({"type":"lost","server":"a:1","error":"Socket \"closed\"","lostTime":"2026-03-01T12:00:00Z"})");
}

TEST(EventJsonTest, EscapesTheServersPath) {
  const json resumed = json::parse(EventJson(ResumedEvent{"unix:/run/\"a\"", Noon(), Noon()}));
  EXPECT_EQ(resumed["server"], "unix:/run/\"a\"");
}

}  // namespace
}  // namespace rollcall::cli
