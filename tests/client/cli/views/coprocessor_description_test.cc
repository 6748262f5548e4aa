// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/coprocessor_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

v1::ListNodesResponse Cluster() {
  const RowSpec a = {"name_a", {"foo", "bar"}, "Masks"};
  v1::NodeStatus errored = UpNode(3, 3, {a});
  errored.mutable_coprocessors(0)->set_state_text("errored");
  v1::NodeStatus stale = UpNode(4, 4, {a});
  stale.mutable_lease()->set_seconds(5);
  return ListingOf({UpNode(1, 1, {a}), UpNode(2, 2, {a}), errored, stale, UpNode(5, 5, {{"name_a", {"foo"}, "Old"}}),
                    UpNode(6, 6), DownNode(7, 7), InvalidNode(8, 8, "not JSON")},
                   8);
}

TEST(CoprocessorDescriptionTextTest, HasWhatNeedsAttentionFirst) {
  EXPECT_EQ(CoprocessorDescriptionText("name_a", Cluster()),
            R"(Coprocessor:  name_a
Errored on:   3
Stale on:     node 4 is stale: silent for 59 s, it promised to publish every 5 s
Runs on:      1-5, 5 of 8 nodes
Not on:       6
Unknown on:   7 (down); 8 (invalid)
States:       3 (errored)
Topic:        coprocessor_status_topic (Kafka cluster cluster)
As of:        revision 8, 2026-03-01T11:59:59Z, 0.5 s ago
Definitions:  2
  on 1-4 (4 nodes)
    Input topics:  [foo,bar]
    Description:   Masks
  on 5 (1 node), differs in input topics and description
    Input topics:  [foo]
    Description:   Old
)");
}

TEST(CoprocessorDescriptionTextTest, SaysThatThereIsNoMajority) {
  const auto all = ListingOf({UpNode(1, 1, {{"a", {"t"}, ""}}), UpNode(2, 2, {{"a", {"u"}, ""}})}, 2);
  EXPECT_THAT(CoprocessorDescriptionText("a", all), HasSubstr("Definitions:  2, and no majority has one of them\n"));
}

TEST(CoprocessorDescriptionTextTest, TextFromTheTopicIsOnlyText) {
  v1::NodeStatus node = UpNode(1, 1, {{"a\x1b[2J", {"t\x1b"}, "d\x1b"}});
  node.mutable_coprocessors(0)->set_state_text("s\x1b");
  v1::NodeStatus other = UpNode(2, 2);
  other.set_state(v1::NodeStatus::STATE_OTHER);
  other.set_status_text("o\x1b");
  EXPECT_EQ(CoprocessorDescriptionText("a\x1b[2J", ListingOf({node, other}, 2)).find('\x1b'), std::string::npos);
}

TEST(CoprocessorDescriptionJsonTest, HasTheSame) {
  nlohmann::json json = nlohmann::json::parse(CoprocessorDescriptionJson("name_a", Cluster()));
  EXPECT_EQ(json["header"]["revision"], "8");
  json.erase("header");
  EXPECT_EQ(json, nlohmann::json::parse(R"({"name": "name_a", "erroredOn": [3], "staleOn": [4], "on": [1, 2, 3, 4, 5],
      "absentOn": [6], "unknownOn": [7, 8], "split": false, "definitions": [
        {"nodeIds": [1, 2, 3, 4], "differs": [], "inputTopics": ["foo", "bar"], "description": "Masks"},
        {"nodeIds": [5], "differs": ["inputTopics", "description"], "inputTopics": ["foo"], "description": "Old"}]})"));
}

}  // namespace
}  // namespace rollcall::cli
