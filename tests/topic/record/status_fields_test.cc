// SPDX-License-Identifier: Apache-2.0
#include "topic/record/status_fields.h"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::topic {
namespace {

// An object of two fields, as a test of what is the same for all tables.
struct Owner {
  std::string title;
  std::string note;
};

constexpr Field<Owner> kFields[] = {
    {"title", FieldType::kText, Presence::kRequired, &DecodeText<&Owner::title>, &Encode<&Owner::title>},
    {"note", FieldType::kText, Presence::kOptional, &DecodeText<&Owner::note>, &EncodeUnlessEmpty<&Owner::note>},
};
constexpr size_t kTitle = FindField(kFields, "title");
constexpr size_t kNote = FindField(kFields, "note");

class DecodedFieldsTest : public testing::Test {
 protected:
  void Decode(size_t field, JsonType type, std::string text = "") {
    JsonValue value{.type = type, .text = &text};
    decoded_.Decode(kFields, field, value, owner_);
  }
  std::string FirstProblem() const {
    const std::optional<Problem> problem = decoded_.FirstProblem(kFields);
    return problem.has_value() ? problem->message : "";
  }

  Owner owner_;
  DecodedFields decoded_;
};

TEST_F(DecodedFieldsTest, AFieldGoesToItsMember) {
  Decode(kTitle, JsonType::kText, "t");
  Decode(kNote, JsonType::kText, "n");
  EXPECT_EQ(FirstProblem(), "");
  EXPECT_EQ(owner_.title, "t");
  EXPECT_EQ(owner_.note, "n");
}

TEST_F(DecodedFieldsTest, OnlyARequiredFieldMustBeThere) {
  Decode(kNote, JsonType::kText, "n");
  EXPECT_EQ(FirstProblem(), "title: expected text, found nothing");
  EXPECT_FALSE(decoded_.IsUsable(kTitle));
  Decode(kTitle, JsonType::kText, "t");
  EXPECT_EQ(FirstProblem(), "");
  EXPECT_TRUE(decoded_.IsUsable(kTitle));
}

TEST_F(DecodedFieldsTest, NullIsAbsentForAnOptionalFieldOnly) {
  Decode(kTitle, JsonType::kText, "t");
  Decode(kNote, JsonType::kText, "n");
  Decode(kNote, JsonType::kNull);
  EXPECT_EQ(FirstProblem(), "");
  EXPECT_EQ(owner_.note, "") << "null replaces what an earlier duplicate held";
  Decode(kTitle, JsonType::kNull);
  EXPECT_EQ(FirstProblem(), "title: expected text, found null");
}

TEST_F(DecodedFieldsTest, TheLastDuplicateCountsForProblemsToo) {
  Decode(kTitle, JsonType::kList);
  Decode(kTitle, JsonType::kText, "t");
  EXPECT_EQ(FirstProblem(), "");
  Decode(kTitle, JsonType::kObject);
  EXPECT_EQ(FirstProblem(), "title: expected text, found object");
  EXPECT_FALSE(decoded_.IsUsable(kTitle));
}

TEST_F(DecodedFieldsTest, ProblemsAreReportedInTheOrderOfTheTable) {
  Decode(kNote, JsonType::kBoolean);
  Decode(kTitle, JsonType::kBoolean);
  EXPECT_EQ(FirstProblem(), "title: expected text, found boolean");
}

TEST(StatusFieldsTest, FieldsAreFoundByName) {
  EXPECT_EQ(kTitle, 0u);
  EXPECT_EQ(kNote, 1u);
  EXPECT_EQ(FindField(kFields, "Title"), std::size(kFields));
  EXPECT_EQ(FindField(kFields, ""), std::size(kFields));
}

TEST(StatusFieldsTest, FieldsAreEncodedInTheOrderOfTheTableAndLeftOutIfEmpty) {
  EXPECT_EQ(EncodeFields(kFields, {.title = "", .note = "n"}).dump(), R"({"title":"","note":"n"})");
  EXPECT_EQ(EncodeFields(kFields, {.title = "t", .note = ""}).dump(), R"({"title":"t"})");
}

TEST(StatusFieldsTest, ANumberWithAPointIsNotAnInteger) {
  EXPECT_EQ(WrongType("x", FieldType::kInteger, JsonType::kNumber).message,
            "x: expected integer, found number with a point or exponent");
  EXPECT_EQ(WrongType("x", FieldType::kTexts, JsonType::kInteger).message, "x: expected list of texts, found number");
}

}  // namespace
}  // namespace rollcall::topic
