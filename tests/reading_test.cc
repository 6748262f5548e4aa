#include "topic/record/reading.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace rollcall::topic {
namespace {

std::string ValueOf(int64_t node_id) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{}})");
}

ProblemCode CodeOf(const Reading& reading) { return std::get<Problem>(reading.content).code; }

constexpr int32_t kDecimalMeaning = 1234;
constexpr int32_t kBinaryMeaning = 875770417;  // of the same four bytes

TEST(ReadingTest, KeyAndValueAgree) {
  for (const std::string& key : {BinaryKey(5), DecimalKey(5)}) {
    const Reading reading = ReadLiveRecord(ReadKey(key), ValueOf(5));
    EXPECT_EQ(reading.node_id, 5);
    EXPECT_EQ(std::get<Status>(reading.content).node_id, 5);
  }
}

TEST(ReadingTest, AnotherNodeInTheValueIsTheKeysNodesProblem) {
  const Reading reading = ReadLiveRecord(ReadKey(DecimalKey(5)), ValueOf(6));
  EXPECT_EQ(reading.node_id, 5);
  EXPECT_EQ(CodeOf(reading), ProblemCode::kKeyMismatch);
  EXPECT_EQ(std::get<Problem>(reading.content).message, "the key means node 5, the value's node_id is 6");
}

TEST(ReadingTest, TheValueSaysWhichNodeAnAmbiguousKeyMeans) {
  const KeyIds key = ReadKey("1234");
  for (const int32_t id : {kDecimalMeaning, kBinaryMeaning}) {
    const Reading reading = ReadLiveRecord(key, ValueOf(id));
    EXPECT_EQ(reading.node_id, id);
    EXPECT_TRUE(std::holds_alternative<Status>(reading.content));
  }
}

TEST(ReadingTest, AnAmbiguousKeyMeansTheDecimalIdWhereTheValueNamesNeither) {
  const KeyIds key = ReadKey("1234");
  const Reading mismatch = ReadLiveRecord(key, ValueOf(6));
  EXPECT_EQ(mismatch.node_id, kDecimalMeaning);
  EXPECT_EQ(CodeOf(mismatch), ProblemCode::kKeyMismatch);
  const Reading broken = ReadLiveRecord(key, "{");
  EXPECT_EQ(broken.node_id, kDecimalMeaning);
  EXPECT_EQ(CodeOf(broken), ProblemCode::kBadJson);
}

TEST(ReadingTest, AnUnusableValueStillSaysWhichNodeAnAmbiguousKeyMeans) {
  const Reading reading = ReadLiveRecord(ReadKey("1234"), absl::StrCat(R"({"node_id":)", kBinaryMeaning, "}"));
  EXPECT_EQ(reading.node_id, kBinaryMeaning);
  EXPECT_EQ(CodeOf(reading), ProblemCode::kWrongType);
}

TEST(ReadingTest, AProblemOfTheValueComesBeforeAMismatch) {
  const Reading reading = ReadLiveRecord(ReadKey("5"), R"({"node_id":6})");
  EXPECT_EQ(reading.node_id, 5);
  EXPECT_EQ(CodeOf(reading), ProblemCode::kWrongType);
}

std::string ValueOfSize(int32_t node_id, size_t size) {
  std::string value = ValueOf(node_id);
  value.append(size - value.size(), ' ');
  return value;
}

TEST(ReadingTest, OneMiBIsTheLargestValue) {
  EXPECT_TRUE(std::holds_alternative<Status>(ReadLiveRecord(ReadKey("5"), ValueOfSize(5, kMaxValueBytes)).content));
  const Reading reading = ReadLiveRecord(ReadKey("5"), ValueOfSize(5, kMaxValueBytes + 1));
  EXPECT_EQ(reading.node_id, 5);
  EXPECT_EQ(CodeOf(reading), ProblemCode::kTooLarge);
}

TEST(ReadingTest, ATooLargeValueStillSaysWhichNodeAnAmbiguousKeyMeans) {
  const Reading reading = ReadLiveRecord(ReadKey("1234"), ValueOfSize(kBinaryMeaning, kMaxValueBytes + 1));
  EXPECT_EQ(reading.node_id, kBinaryMeaning);
  EXPECT_EQ(CodeOf(reading), ProblemCode::kTooLarge);
}

}  // namespace
}  // namespace rollcall::topic
