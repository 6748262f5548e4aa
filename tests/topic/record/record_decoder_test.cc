// SPDX-License-Identifier: Apache-2.0
#include "topic/record/record_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"

namespace rollcall::topic {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ValueOf(int64_t node_id) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{}})");
}

ProblemCode CodeOf(const DecodedRecord& decoded) { return std::get<Problem>(decoded.content).code; }

constexpr int32_t kDecimalMeaning = 1234;
constexpr int32_t kBinaryMeaning = 875770417;  // the same four bytes

TEST(RecordDecoderTest, AValueIsUsableIfItNamesTheKeysNode) {
  for (const std::string& key : {BinaryKey(5), DecimalKey(5)}) {
    const DecodedRecord decoded = DecodeRecord(ReadKey(key), ValueOf(5));
    EXPECT_EQ(decoded.node_id, 5);
    EXPECT_EQ(std::get<Status>(decoded.content).node_id, 5);
  }
}

TEST(RecordDecoderTest, AValueOfAnotherNodeIsAProblemOfTheKeysNode) {
  const DecodedRecord decoded = DecodeRecord(ReadKey(DecimalKey(5)), ValueOf(6));
  EXPECT_EQ(decoded.node_id, 5);
  EXPECT_EQ(CodeOf(decoded), ProblemCode::kKeyMismatch);
  EXPECT_EQ(std::get<Problem>(decoded.content).message, "the key means node 5, the value's node_id is 6");
}

TEST(RecordDecoderTest, TheValueSaysWhichNodeAnAmbiguousKeyMeans) {
  const KeyIds key = ReadKey("1234");
  for (const int32_t id : {kDecimalMeaning, kBinaryMeaning}) {
    const DecodedRecord decoded = DecodeRecord(key, ValueOf(id));
    EXPECT_EQ(decoded.node_id, id);
    EXPECT_TRUE(std::holds_alternative<Status>(decoded.content));
  }
}

TEST(RecordDecoderTest, AnAmbiguousKeyMeansTheDecimalIdIfTheValueNamesNeither) {
  const KeyIds key = ReadKey("1234");
  const DecodedRecord mismatch = DecodeRecord(key, ValueOf(6));
  EXPECT_EQ(mismatch.node_id, kDecimalMeaning);
  EXPECT_EQ(CodeOf(mismatch), ProblemCode::kKeyMismatch);
  const DecodedRecord broken = DecodeRecord(key, "{");
  EXPECT_EQ(broken.node_id, kDecimalMeaning);
  EXPECT_EQ(CodeOf(broken), ProblemCode::kBadJson);
}

TEST(RecordDecoderTest, AnUnusableValueStillSaysWhichNodeAnAmbiguousKeyMeans) {
  const DecodedRecord decoded = DecodeRecord(ReadKey("1234"), absl::StrCat(R"({"node_id":)", kBinaryMeaning, "}"));
  EXPECT_EQ(decoded.node_id, kBinaryMeaning);
  EXPECT_EQ(CodeOf(decoded), ProblemCode::kWrongType);
}

TEST(RecordDecoderTest, AProblemOfTheValueIsReportedBeforeAMismatch) {
  const DecodedRecord decoded = DecodeRecord(ReadKey("5"), R"({"node_id":6})");
  EXPECT_EQ(decoded.node_id, 5);
  EXPECT_EQ(CodeOf(decoded), ProblemCode::kWrongType);
}

std::string MessageOf(std::string_view key, const std::string& value) {
  return std::get<Problem>(DecodeRecord(ReadKey(key), value).content).message;
}

constexpr std::string_view kBigEndianFour("\0\0\0\4", 4);

TEST(RecordDecoderTest, ATextOfFourBytesIsShownAsTextAndHex) {
  const std::string shown = R"(; the key is "web1" (hex 77656231))";
  EXPECT_EQ(MessageOf("web1", ValueOf(6)), "the key means node 828532087, the value's node_id is 6" + shown);
  EXPECT_THAT(MessageOf("web1", "{"), EndsWith(shown));
  EXPECT_THAT(MessageOf("web1", std::string(kMaxValueBytes + 1, ' ')), EndsWith(shown));
}

TEST(RecordDecoderTest, ABigEndianKeyIsShownAsWhatItsWriterMeant) {
  const std::string shown =
      R"(; the key is "\x00\x00\x00\x04" (hex 00000004), 4 in big-endian; keys are little-endian)";
  EXPECT_EQ(MessageOf(kBigEndianFour, ValueOf(4)), "the key means node 67108864, the value's node_id is 4" + shown);
  EXPECT_THAT(MessageOf(kBigEndianFour, "{"), EndsWith(shown));
  EXPECT_THAT(MessageOf("abcd", ValueOf(1633837924)),
              EndsWith("(hex 61626364), 1633837924 in big-endian; keys are little-endian"));
}

TEST(RecordDecoderTest, ALittleEndianKeyNeedsNoExplanation) {
  for (const int32_t id : {5, 70'000, -1, 0, -70'000}) {
    EXPECT_THAT(MessageOf(BinaryKey(id), "{"), Not(HasSubstr("the key is"))) << id;
  }
  EXPECT_THAT(MessageOf(BinaryKey(5), ValueOf(6)), Not(HasSubstr("the key is")));
  EXPECT_THAT(MessageOf("1234", ValueOf(6)), Not(HasSubstr("the key is"))) << "a decimal number";
  EXPECT_THAT(MessageOf("web1", absl::StrCat(R"({"node_id":)", *ReadKey("web1").binary, "}")),
              Not(HasSubstr("the key is")));
}

std::string ValueOfSize(int32_t node_id, size_t size) {
  std::string value = ValueOf(node_id);
  value.append(size - value.size(), ' ');
  return value;
}

TEST(RecordDecoderTest, TheLargestValueHasOneMiB) {
  EXPECT_TRUE(std::holds_alternative<Status>(DecodeRecord(ReadKey("5"), ValueOfSize(5, kMaxValueBytes)).content));
  const DecodedRecord decoded = DecodeRecord(ReadKey("5"), ValueOfSize(5, kMaxValueBytes + 1));
  EXPECT_EQ(decoded.node_id, 5);
  EXPECT_EQ(CodeOf(decoded), ProblemCode::kTooLarge);
}

TEST(RecordDecoderTest, ATooLargeValueStillSaysWhichNodeAnAmbiguousKeyMeans) {
  const DecodedRecord decoded = DecodeRecord(ReadKey("1234"), ValueOfSize(kBinaryMeaning, kMaxValueBytes + 1));
  EXPECT_EQ(decoded.node_id, kBinaryMeaning);
  EXPECT_EQ(CodeOf(decoded), ProblemCode::kTooLarge);
}

TEST(RecordDecoderDeathTest, TheKeyMustBeANodeKey) {
  EXPECT_EXIT((void)DecodeRecord(ReadKey("x"), ValueOf(5)), ::testing::ExitedWithCode(kExitBug), "IsNodeKey");
}

}  // namespace
}  // namespace rollcall::topic
