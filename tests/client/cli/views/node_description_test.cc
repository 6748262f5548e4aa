// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/node_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;
using ::testing::Not;

NodeDescription Describe(v1::NodeStatus node, std::vector<v1::NodeStatus> others) {
  const v1::Header header = HeaderOf({node}, 14);
  others.push_back(node);
  node.set_raw_key(std::to_string(node.node_id()));
  node.set_raw_value("0123456789");
  return {.node = node, .header = header, .all = ListingOf(others, 14)};
}

NodeDescription RfcNodeThree() {
  v1::NodeStatus three = RfcNodes()[2];
  three.mutable_lease()->set_seconds(60);
  three.set_publisher_instance("agent@host 7");
  three.mutable_coprocessors(0)->set_state_text("running");
  v1::NodeStatus two =
      UpNode(2, 12, {{"name_a", {"foo"}, "Old"}, {"name_b", {"dd"}, "Strings sensitive info from topic"}});
  two.mutable_coprocessors(1)->set_state_text("errored");
  return Describe(three, {RfcNodes()[0], two, UpNode(4, 14), DownNode(5, 14)});
}

TEST(NodeDescriptionTextTest, HasEverythingAboutANode) {
  NodeDescription description = RfcNodeThree();
  description.node.set_fingerprint(0x1F);
  EXPECT_EQ(NodeDescriptionText(description),
            R"(Node:          3
State:         up
Published:     2026-03-01T11:59:00Z, 60 s ago
Lease:         60 s; stale after 2026-03-01T12:02:00Z, in 2 min, unless it publishes again
Instance:      agent@host 7
Revision:      13 (the record's offset)
Key:           "3" (hex 33; decimal)
Value:         10 bytes
Fingerprint:   000000000000001f
Topic:         coprocessor_status_topic (Kafka cluster cluster)
As of:         revision 14, 2026-03-01T11:59:59Z, 0.5 s ago
Record:        kcat -C -b BROKERS -t coprocessor_status_topic -p 0 -o 13 -c 1 -e -f '%o %T %s\n'
Coprocessors:  2
  name_a
    State:         running
    Input topics:  [foo,bar,baz]
    Description:   This copro is interesting!
    Same on:       1
    Differs on:    2: input topics [foo], description "Old"
    Not on:        4
    Unknown on:    5
  name_b
    Input topics:  [dd]
    Description:   Strings sensitive info from topic
    Same on:       1,2
    Errored on:    2
    Not on:        4
    Unknown on:    5
)");
}

TEST(NodeDescriptionTextTest, NamesTheProblem) {
  const std::string text = NodeDescriptionText(Describe(InvalidNode(1, 17, "not JSON\x1b[2J"), {}));
  EXPECT_THAT(text, HasSubstr("State:         invalid\n"));
  EXPECT_THAT(text, HasSubstr("Problem:       not JSON\\x1b[2J (offset 17)\n"));
  EXPECT_THAT(text, HasSubstr("Value:         10 bytes: 0123456789\n"));
}

TEST(NodeDescriptionTextTest, SaysThatANodeIsStaleAndWhyItIsAsItIs) {
  v1::NodeStatus node = UpNode(1, 1);
  node.mutable_lease()->set_seconds(1);
  node.set_reason("maintenance\n");
  const std::string text = NodeDescriptionText(Describe(node, {}));
  EXPECT_THAT(text, HasSubstr("State:         up (stale)\n"));
  EXPECT_THAT(text, HasSubstr("Reason:        maintenance\\n\n"));
}

TEST(NodeDescriptionTextTest, TextFromTheTopicIsOnlyText) {
  v1::NodeStatus node = UpNode(1, 1, {{"a\x1b[2J", {"t\n"}, "d\u202E"}});
  node.set_publisher_instance("i\r");
  node.mutable_coprocessors(0)->set_state_text("s\x07");
  const std::string text = NodeDescriptionText(Describe(node, {UpNode(2, 2, {{"a\x1b[2J", {"u\x1b"}, "e\x1b"}})}));
  for (const char c : {'\x1b', '\r', '\x07'}) EXPECT_EQ(text.find(c), std::string::npos) << static_cast<int>(c);
  EXPECT_THAT(text, HasSubstr("2: input topics [u\\x1b], description \"e\\x1b\""));
  EXPECT_THAT(text, Not(HasSubstr("\u202E")));
}

TEST(NodeDescriptionJsonTest, HasTheMessagesAndTheComparison) {
  const nlohmann::json json = nlohmann::json::parse(NodeDescriptionJson(RfcNodeThree()));
  EXPECT_EQ(json["node"]["nodeId"], 3);
  EXPECT_EQ(json["node"]["rawKey"], "Mw==");
  EXPECT_EQ(json["header"]["revision"], "14");
  EXPECT_EQ(json["stale"], false);
  EXPECT_THAT(json["kcat"].get<std::string>(), HasSubstr(" -o 13 "));
  EXPECT_EQ(json["elsewhere"][0],
            nlohmann::json::parse(R"({"name": "name_a", "sameOn": [1], "erroredOn": [], "staleOn": [], "absentOn": [4],
                "unknownOn": [5], "differentOn": [{"nodeIds": [2], "differs": ["inputTopics", "description"],
                "inputTopics": ["foo"], "description": "Old"}]})"));
}

}  // namespace
}  // namespace rollcall::cli
