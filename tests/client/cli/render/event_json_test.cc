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
  const json node = json::parse(EventJson(NodeEvent{UpNode(3, 7), {}, client::AppliedMessage::Change::kNew}));
  EXPECT_EQ(node["type"], "node");
  EXPECT_EQ(node["change"], "new");
  EXPECT_EQ(node["node"]["nodeId"], 3);
  v1::RemovedNode removed;
  removed.set_node_id(3);
  removed.set_reason(v1::RemovedNode::REASON_DELETED);
  const json gone = json::parse(EventJson(RemovedEvent{removed}));
  EXPECT_EQ(gone["removed"]["nodeId"], 3);
  EXPECT_EQ(gone["removed"]["reason"], "REASON_DELETED");
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

TEST(EventJsonTest, EscapesTheServersPath) {
  const json resumed = json::parse(EventJson(ResumedEvent{"unix:/run/\"a\"", Noon(), Noon()}));
  EXPECT_EQ(resumed["server"], "unix:/run/\"a\"");
}

}  // namespace
}  // namespace rollcall::cli
