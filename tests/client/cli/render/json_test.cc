// SPDX-License-Identifier: Apache-2.0
// What programs read: JSON of listings, raw values, events.
#include "client/cli/render/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "client/cli/render/event.h"
#include "client/cli/render/event_json.h"
#include "client/cli/render/event_sentence.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the words of these tests
using ::nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Json, ShowsZeroValuesAndKeepsTheHeader) {
  const std::string text = ToJson(ListingOf({UpNode(0, 0)}, 0), JsonLayout::kIndented);
  const json listing = json::parse(text);
  EXPECT_EQ(listing["header"]["revision"], "0");
  EXPECT_EQ(listing["header"]["sourceState"], "SOURCE_STATE_CURRENT");
  EXPECT_EQ(listing["nodes"][0]["nodeId"], 0);
  EXPECT_EQ(listing["nodes"][0]["coprocessors"], json::array());
  EXPECT_EQ(text.back(), '\n');
}

TEST(Json, ReachesATerminalWithoutControlCharacters) {
  const std::string text = ToJson(UpNode(1, 1, {{"a\x1b\u202E\xC2\x9B", {}, ""}}), JsonLayout::kOneLine);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
}

TEST(Ndjson, IsTheHeaderAndThenANodeALine) {
  const std::string text = ToNdjson(ListingOf(RfcNodes(), 13));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(json::parse(lines[0])["revision"], "13");
  EXPECT_EQ(json::parse(lines[3])["nodeId"], 3);
}

v1::NodeStatus RawNode(int32_t id, const std::string& value) {
  v1::NodeStatus node = UpNode(id, id);
  node.set_raw_value(value);
  return node;
}

TEST(Raw, KeepsTheBytesOfJsonAndQuotesWhatIsNone) {
  v1::NodeStatus too_large = RawNode(5, "");
  too_large.mutable_problem()->set_code(v1::Problem::CODE_TOO_LARGE);
  const std::string text =
      RawJson(ListingOf({RawNode(1, "{ \"b\" :1.50,\n \"a\":1e2, \"a\":2}"), RawNode(2, "not \"json\""), RawNode(3, ""),
                         RawNode(4, "{\"a\":\"\xff\"}"), too_large, RawNode(6, "7 8")},
                        6));
  EXPECT_EQ(text,
            "{\n\"1\": { \"b\" :1.50,\n \"a\":1e2, \"a\":2},\n\"2\": \"not \\\"json\\\"\",\n\"3\": \"\",\n\"4\": "
            "\"{\\\"a\\\":\\\"\uFFFD\\\"}\",\n"
            "\"5\": null,\n\"6\": \"7 8\"\n}\n");
  EXPECT_TRUE(json::accept(text));
  EXPECT_EQ(RawJson(ListingOf({}, 1)), "{}\n");
}

TEST(Raw, QuotesAByteOrderMarkAndANul) {
  const std::string text = RawJson(ListingOf({RawNode(1, "\xEF\xBB\xBF{}"), RawNode(2, std::string("{}\0x", 4))}, 2));
  EXPECT_EQ(text, "{\n\"1\": \"\uFEFF{}\",\n\"2\": \"{}\\u0000x\"\n}\n");
}

TEST(EventJson, HasATypeAndTheApisOwnFields) {
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

TEST(EventSentence, SaysWhatChanged) {
  const v1::NodeStatus before = UpNode(3, 7, {{"a", {"x"}, ""}, {"b", {"x"}, ""}});
  const v1::NodeStatus after = UpNode(3, 8, {{"b", {"y"}, ""}, {"c\n", {"x"}, ""}});
  const auto say = [](const Event& event) { return EventSentence(event, Noon()); };
  EXPECT_EQ(say(NodeEvent{before, {}, client::AppliedMessage::Change::kNew}),
            "2026-03-01T12:00:00Z node 3 is up and runs a, b (offset 7)");
  EXPECT_EQ(say(NodeEvent{after, before, client::AppliedMessage::Change::kChanged}),
            "2026-03-01T12:00:00Z node 3 now runs c\\n; no longer runs a; changed b (offset 8)");
  EXPECT_EQ(say(NodeEvent{DownNode(3, 9), after, client::AppliedMessage::Change::kChanged}),
            "2026-03-01T12:00:00Z node 3 is down; no longer runs b, c\\n (offset 9)");
  EXPECT_EQ(say(NodeEvent{InvalidNode(3, 9, "no JSON"), {}, client::AppliedMessage::Change::kNew}),
            "2026-03-01T12:00:00Z node 3 is invalid: no JSON (offset 9)");
  EXPECT_THAT(say(SyncedEvent{HeaderOf({before}, 9)}), HasSubstr("complete at revision 9: 1 node, digest checked"));
}

std::string Types(const std::vector<Event>& events) {
  std::string types;
  for (const Event& event : events) types += json::parse(EventJson(event))["type"].get<std::string>() + " ";
  return types;
}

TEST(EventFilter, ShowsChangesAndASyncAfterThem) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  const auto pick = [&](const v1::WatchStatusResponse& message) {
    return Types(event_filter.Pick(fold.Apply(message), fold));
  };
  EXPECT_EQ(pick(SnapshotOf({UpNode(1, 1), UpNode(2, 2)}, 2, "t")), "snapshot node node synced ");
  EXPECT_EQ(pick(WithCheckpoint({}, {UpNode(1, 1), UpNode(2, 2)}, 3, "t")), "") << "a heartbeat";
  EXPECT_EQ(pick(WithCheckpoint(UpdateOf({UpNode(1, 4)}), {UpNode(1, 4), UpNode(2, 2)}, 4, "t")), "")
      << "published again";
  EXPECT_EQ(pick(UpdateOf({DownNode(1, 5)})), "node ");
  EXPECT_EQ(pick(WithCheckpoint({}, {DownNode(1, 5), UpNode(2, 2)}, 5, "t")), "synced ");
  event_filter.ExpectSync();
  EXPECT_EQ(pick(WithCheckpoint({}, {DownNode(1, 5), UpNode(2, 2)}, 5, "t")), "synced ");
}

TEST(EventFilter, ShowsAllWhenAsked) {
  client::Fold fold;
  EventFilter event_filter(Republished::kShow, Heartbeats::kShow);
  event_filter.Pick(fold.Apply(SnapshotOf({UpNode(1, 1)}, 1, "t")), fold);
  EXPECT_EQ(Types(event_filter.Pick(fold.Apply(WithCheckpoint({}, {UpNode(1, 1)}, 2, "t")), fold)), "synced ");
  EXPECT_EQ(
      Types(event_filter.Pick(fold.Apply(WithCheckpoint(UpdateOf({UpNode(1, 3)}), {UpNode(1, 3)}, 3, "t")), fold)),
      "node synced ");
}

TEST(EventFilter, TellsWhenTheSourceChanges) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(Types(event_filter.Pick(fold.Apply(message), fold)), "snapshot source synced ");
  message.clear_snapshot_started();
  EXPECT_EQ(Types(event_filter.Pick(fold.Apply(message), fold)), "");
  EXPECT_EQ(Types(event_filter.Pick(fold.Apply(WithCheckpoint({}, {}, 1, "t")), fold)), "source ");
}

TEST(EventFilter, TellsNothingOfACheckpointThatDoesNotAddUp) {
  client::Fold fold;
  EventFilter event_filter(Republished::kHide, Heartbeats::kHide);
  v1::WatchStatusResponse message = SnapshotOf({UpNode(1, 1)}, 1, "t");
  message.mutable_checkpoint()->mutable_header()->set_digest(1);
  EXPECT_EQ(Types(event_filter.Pick(fold.Apply(message), fold)), "snapshot node ");
}

}  // namespace
}  // namespace rollcall::cli
