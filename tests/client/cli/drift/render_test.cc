// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Json = nlohmann::json;

// Each kind of difference, split and not.
DriftReport Report() {
  const auto report = DriftFromMajority(ListingOf(
      {UpNode(1, 1, {{"a", {"x", "y"}, "d"}, {"b", {}, ""}}),
       UpNode(2, 2, {{"a", {"y", "x"}, ""}, {"b", {}, ""}, {"e", {}, ""}}), UpNode(3, 3, {{"a", {"z"}, "\x1b"}}),
       UpNode(4, 4, {{"a", {"x", "y"}, ""}, {"c", {}, ""}}), DownNode(9, 9)},
      9));
  EXPECT_TRUE(report.ok());
  return *report;
}

DriftReport NoDrift() { return *DriftFromMajority(ListingOf({UpNode(1, 1), UpNode(2, 2)}, 9)); }

TEST(DriftRenderTest, Table) {
  EXPECT_EQ(DriftTable(Report()),
            "  COPROCESSOR  KIND     FIELD         EXPECTED  FOUND    NODES\n"
            "  a            differs  input topics  [x,y]     [z]      3\n"
            "  a            differs  description   split     none     2,4\n"
            "  a            differs  description   split     \"\\x1b\"   3\n"
            "  a            differs  description   split     \"d\"      1\n"
            "  b            missing  -             split     absent   3,4\n"
            "  b            extra    -             split     present  1,2\n"
            "  c            extra    -             absent    present  4\n"
            "  e            extra    -             absent    present  2\n");
  EXPECT_EQ(DriftTable(NoDrift()), "");
}

TEST(DriftRenderTest, NotesSayWhatWasComparedAndWhatNot) {
  EXPECT_THAT(DriftNotes(NoDrift()), ElementsAre("no drift: compared 2 nodes with the majority"));
  EXPECT_THAT(DriftNotes(Report()), ElementsAre("8 differences: compared 4 nodes with the majority",
                                                HasSubstr("not compared: node 9 is down; last word at")));
  DriftReport old = NoDrift();
  old.warnings = {"it is from elsewhere"};
  old.header.set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_THAT(DriftNotes(old), ElementsAre("no drift: compared 2 nodes with the majority", "it is from elsewhere",
                                           HasSubstr(": no broker answers the server")));
}

TEST(DriftRenderTest, JsonHasTheValuesThemselves) {
  const Json json = Json::parse(DriftJson(Report()));
  EXPECT_EQ(json["header"]["revision"], "9");
  EXPECT_EQ(json["reference"], "the majority");
  EXPECT_EQ(json["comparedNodes"], 4);
  ASSERT_EQ(json["differences"].size(), 8u);
  EXPECT_EQ(json["differences"][0], Json::parse(R"({"coprocessor": "a", "kind": "differs", "field": "inputTopics",
      "split": false, "expected": ["x", "y"], "found": ["z"], "nodeIds": [3]})"));
  EXPECT_EQ(json["differences"][2], Json::parse(R"({"coprocessor": "a", "kind": "differs", "field": "description",
      "split": true, "expected": null, "found": "\u001b", "nodeIds": [3]})"));
  EXPECT_EQ(json["differences"][4], Json::parse(R"({"coprocessor": "b", "kind": "missing", "field": null,
      "split": true, "expected": null, "found": false, "nodeIds": [3, 4]})"));
  EXPECT_EQ(json["differences"][6], Json::parse(R"({"coprocessor": "c", "kind": "extra", "field": null,
      "split": false, "expected": false, "found": true, "nodeIds": [4]})"));
  EXPECT_EQ(json["notCompared"][0]["nodeId"], 9);
  EXPECT_EQ(Json::parse(DriftJson(NoDrift()))["differences"], Json::array());
}

TEST(DriftRenderTest, NdjsonHasATypeOnEachLine) {
  std::vector<std::string> types;
  for (const auto& line : absl::StrSplit(DriftNdjson(Report()), '\n', absl::SkipEmpty())) {
    types.push_back(Json::parse(std::string(line))["type"]);
  }
  EXPECT_THAT(types, ElementsAre("header", "difference", "difference", "difference", "difference", "difference",
                                 "difference", "difference", "difference", "notCompared"));
  EXPECT_EQ(DriftNdjson(Report()).substr(0, 27), "{\"type\":\"header\",\"header\":{");
}

}  // namespace
}  // namespace rollcall::cli
