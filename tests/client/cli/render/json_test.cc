// SPDX-License-Identifier: Apache-2.0
// JSON of listings and raw values, as programs read it.
#include "client/cli/render/json.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::nlohmann::json;

TEST(JsonTest, ShowsZeroValuesAndKeepsTheHeader) {
  const std::string text = ToJson(ListingOf({UpNode(0, 0)}, 0), JsonLayout::kIndented);
  const json listing = json::parse(text);
  EXPECT_EQ(listing["header"]["revision"], "0");
  EXPECT_EQ(listing["header"]["sourceState"], "SOURCE_STATE_CURRENT");
  EXPECT_EQ(listing["nodes"][0]["nodeId"], 0);
  EXPECT_EQ(listing["nodes"][0]["coprocessors"], json::array());
  EXPECT_EQ(text.back(), '\n');
}

TEST(JsonTest, ReachesATerminalWithoutControlCharacters) {
  const std::string text = ToJson(UpNode(1, 1, {{"a\x1b\u202E\xC2\x9B", {}, ""}}), JsonLayout::kOneLine);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
}

TEST(NdjsonTest, IsTheHeaderAndThenANodeALine) {
  const std::string text = ToNdjson(ListingOf(RfcNodes(), 13));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(json::parse(lines[0])["revision"], "13");
  EXPECT_EQ(json::parse(lines[3])["nodeId"], 3);
}

// A node that is stale and one that is not.
v1::ListNodesResponse ListingWithAStaleNode() {
  v1::NodeStatus stale = UpNode(1, 1, {{"b", {}, ""}, {"c", {}, ""}});
  stale.mutable_lease()->set_seconds(5);
  return ListingOf({stale, UpNode(2, 2, {{"a", {}, ""}})}, 2);
}

TEST(ListingJsonTest, IsTheApisMessageWithStaleness) {
  const v1::ListNodesResponse listing = ListingWithAStaleNode();
  json expected = json::parse(ToJson(listing, JsonLayout::kOneLine));
  expected["nodes"][0]["isStale"] = true;
  expected["nodes"][1]["isStale"] = false;
  const std::string text = ListingJson(listing);
  EXPECT_EQ(json::parse(text), expected);
  EXPECT_EQ(text.back(), '\n');
}

TEST(NdjsonTest, SaysWhichNodesAreStale) {
  const std::vector<std::string> lines = absl::StrSplit(ToNdjson(ListingWithAStaleNode()), '\n', absl::SkipEmpty());
  EXPECT_EQ(json::parse(lines.at(1))["isStale"], true);
  EXPECT_EQ(json::parse(lines.at(2))["isStale"], false);
}

TEST(RowObjectsTest, AreInTheOrderOfTheTableAndHaveTheirNode) {
  const std::vector<std::string> objects = RowObjects(ListingWithAStaleNode());
  ASSERT_EQ(objects.size(), 3u);
  const json first = json::parse(objects[0]);
  EXPECT_EQ(first["name"], "a");
  EXPECT_EQ(first["node"]["isStale"], false);
  const json last = json::parse(objects[2]);
  EXPECT_EQ(last["name"], "c");
  EXPECT_EQ(last["node"]["nodeId"], 1);
  EXPECT_EQ(last["node"]["isStale"], true);
  EXPECT_EQ(last["node"]["coprocessors"], json::array());
}

v1::NodeStatus RawNode(int32_t id, const std::string& value) {
  v1::NodeStatus node = UpNode(id, id);
  node.set_raw_value(value);
  return node;
}

TEST(RawJsonTest, KeepsTheBytesOfJsonAndQuotesWhatIsNone) {
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

TEST(RawJsonTest, QuotesAByteOrderMarkAndANul) {
  const std::string text = RawJson(ListingOf({RawNode(1, "\xEF\xBB\xBF{}"), RawNode(2, std::string("{}\0x", 4))}, 2));
  EXPECT_EQ(text, "{\n\"1\": \"\uFEFF{}\",\n\"2\": \"{}\\u0000x\"\n}\n");
}

}  // namespace
}  // namespace rollcall::cli
