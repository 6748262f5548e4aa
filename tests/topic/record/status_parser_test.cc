// SPDX-License-Identifier: Apache-2.0
#include "topic/record/status_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::topic {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ParsedStatus Parse(std::string_view value) {
  ParsedStatus parsed;
  EXPECT_EQ(ParseStatus(value, parsed), std::nullopt) << value;
  return parsed;
}

std::vector<std::string> NamesOf(const ParsedStatus& parsed) {
  std::vector<std::string> names;
  for (const ParsedCoprocessor& coprocessor : parsed.coprocessors) names.push_back(coprocessor.coprocessor.name);
  return names;
}

TEST(StatusParserTest, CoprocessorsAreInTheOrderWrittenWithDuplicates) {
  const ParsedStatus parsed = Parse(R"({"coprocessors":{"b":{"input_topics":["x","y"]},"a":7,"b":{}}})");
  EXPECT_THAT(NamesOf(parsed), ElementsAre("b", "a", "b"));
  EXPECT_THAT(parsed.coprocessors[0].coprocessor.input_topics, ElementsAre("x", "y"));
  EXPECT_EQ(parsed.coprocessors[1].type, JsonType::kInteger);
  EXPECT_FALSE(parsed.coprocessors[2].fields.IsUsable(FindField(kCoprocessorFields, "input_topics")));
}

TEST(StatusParserTest, ASecondFieldOfCoprocessorsReplacesTheFirst) {
  EXPECT_THAT(NamesOf(Parse(R"({"coprocessors":{"a":{}},"coprocessors":{"b":{}}})")), ElementsAre("b"));
}

TEST(StatusParserTest, TheTypeOfTheWholeValueIsKept) {
  EXPECT_EQ(Parse("{}").type, JsonType::kObject);
  EXPECT_EQ(Parse("[{}]").type, JsonType::kList);
  EXPECT_EQ(Parse("1e400").type, JsonType::kNumber);
  EXPECT_EQ(Parse("99999999999999999999").type, JsonType::kInteger);
}

TEST(StatusParserTest, NothingIsReadInsideUnknownFields) {
  const ParsedStatus parsed = Parse(R"({"x":{"coprocessors":{"a":{}},"status":"up"},"y":[{"status":"up"}]})");
  EXPECT_THAT(NamesOf(parsed), IsEmpty());
  EXPECT_EQ(parsed.status.status, "");
}

TEST(StatusParserTest, ParsingReplacesAnEarlierResult) {
  ParsedStatus parsed = Parse(R"({"status":"up","coprocessors":{"a":{}}})");
  EXPECT_EQ(ParseStatus("{}", parsed), std::nullopt);
  EXPECT_EQ(parsed.status.status, "");
  EXPECT_THAT(NamesOf(parsed), IsEmpty());
}

TEST(StatusParserTest, AnErrorHasNoPositionOnceBytesWereReplaced) {
  ParsedStatus parsed;
  EXPECT_THAT(ParseStatus("{\"a\" 1}", parsed).value_or(""), testing::StartsWith("not JSON at byte 6: "));
  EXPECT_THAT(ParseStatus("{\"\xFF\" 1}", parsed).value_or(""), testing::StartsWith("not JSON: "));
}

}  // namespace
}  // namespace rollcall::topic
