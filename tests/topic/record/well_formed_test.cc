// SPDX-License-Identifier: Apache-2.0
#include "topic/record/well_formed.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::topic {
namespace {

using namespace std::string_view_literals;

std::string Repaired(std::string_view json) {
  std::string buffer;
  return std::string(ReplaceInvalidUtf8(json, buffer));
}

TEST(WellFormedTest, FollowsTheExampleOfTheUnicodeStandard) {
  // Unicode 15, table 3-8: one U+FFFD for each maximal subpart.
  EXPECT_EQ(ToWellFormedUtf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"sv),
            "a\uFFFD\uFFFD\uFFFD"
            "b\uFFFD"
            "c\uFFFD\uFFFD"
            "d");
}

TEST(WellFormedTest, SurrogatesOverlongFormsAndBeyondUnicodeAreIllFormed) {
  for (const std::string_view bytes :
       {"\xED\xA0\x80"sv, "\xC0\xAF"sv, "\xE0\x80\xAF"sv, "\xF4\x90\x80\x80"sv, "\xF8"sv, "\xFF"sv}) {
    EXPECT_FALSE(IsWellFormedUtf8(bytes));
    EXPECT_TRUE(IsWellFormedUtf8(ToWellFormedUtf8(bytes)));
  }
}

TEST(WellFormedTest, WellFormedTextStaysAsItIs) {
  const std::string_view text = "plain, é, €, \xF0\x9F\x98\x80, \xED\x9F\xBF, \xEE\x80\x80, \xF4\x8F\xBF\xBF";
  EXPECT_TRUE(IsWellFormedUtf8(text));
  EXPECT_EQ(ToWellFormedUtf8(text), text);
}

TEST(WellFormedTest, WellFormedJsonIsNotCopied) {
  const std::string_view json = R"({"a":"é\n\u00e9"})";
  std::string buffer;
  EXPECT_EQ(ReplaceInvalidUtf8(json, buffer).data(), json.data());
}

TEST(WellFormedTest, BytesAreReplacedInsideStringsOnly) {
  EXPECT_EQ(Repaired("{\"a\xFF\":\"\xE2\x82\"}"), "{\"a\uFFFD\":\"\uFFFD\"}");
  EXPECT_EQ(Repaired("{\xFF}"), "{\xFF}");
}

TEST(WellFormedTest, LoneSurrogateEscapesAreReplaced) {
  EXPECT_EQ(Repaired(R"("\ud800")"), R"("\ufffd")");
  EXPECT_EQ(Repaired(R"("\uDC00\ud800\ud801\udc01x")"), R"("\ufffd\ufffd\ud801\udc01x")");
  EXPECT_EQ(Repaired(R"("\ud83d\ude00")"), R"("\ud83d\ude00")");
  EXPECT_EQ(Repaired(R"("\\ud800")"), R"("\\ud800")") << "a backslash, then plain text";
  EXPECT_EQ(Repaired("\"\\ud8"), "\"\\ud8") << "cut short";
}

TEST(WellFormedTest, EscapedQuotesDoNotEndAString) {
  EXPECT_EQ(Repaired("\"\\\"\xFF\\\\\"\xFF"), "\"\\\"\uFFFD\\\\\"\xFF");
}

TEST(WellFormedTest, ANulOutsideOfStringsDoesNotEndTheText) { EXPECT_EQ(Repaired("{}\0x"sv), "{}\x01x"); }

TEST(WellFormedTest, NumbersBeyondDoubleAreClamped) {
  EXPECT_EQ(ClampNumbers(R"([1e400,-1E+999,1.5e308,1e-400,"1e400",5])"), R"([1e300,-1e300,1.5e308,1e-400,"1e400",5])");
  EXPECT_EQ(ClampNumbers(std::string(400, '7')), std::string(300, '7'));
}

TEST(WellFormedTest, TextThatIsNotANumberStays) {
  for (const std::string_view text : {".5e400", "01e400", "1.e400", "1e400e", "+1e400", "1e400.5", "--1e400"}) {
    EXPECT_EQ(ClampNumbers(text), text);
  }
}

TEST(WellFormedTest, MessagesAreBoundedAndSafe) {
  EXPECT_EQ(ForMessage("name", 10), "name");
  EXPECT_EQ(ForMessage("\x1b[2J\n\"", 10), R"(\033[2J\n\")");
  EXPECT_EQ(ForMessage("éé", 3), "é…") << "cut between characters";
  EXPECT_EQ(ForMessage("\xFF", 10), "\uFFFD");
  EXPECT_EQ(ForMessage("\xC2\x9B[2J\xC2\xA0", 10), "\\302\\233[2J\xC2\xA0") << "CSI as a C1 control";
}

}  // namespace
}  // namespace rollcall::topic
