// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/protobuf_wire.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/exit_code.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::encoding {
namespace {

const auto kEndsAsBug = ::testing::ExitedWithCode(kExitBug);

std::string Varint(uint64_t value) {
  std::string bytes;
  AppendVarint(value, bytes);
  return bytes;
}

TEST(ProtobufWireTest, AVarintHasSevenBitsInAByteLowestFirst) {
  EXPECT_EQ(Varint(0), std::string(1, '\0'));
  EXPECT_EQ(Varint(0x7f), "\x7f");
  EXPECT_EQ(Varint(0x80), "\x80\x01");
  EXPECT_EQ(Varint(300), "\xac\x02");  // the example of protobuf's encoding guide
}

TEST(ProtobufWireTest, AVarintIsReadAsItWasWritten) {
  for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{0x7f}, uint64_t{0x80}, uint64_t{0x3fff},
                               uint64_t{0x4000}, uint64_t{1} << 35, std::numeric_limits<uint64_t>::max()}) {
    const std::string bytes = Varint(value) + "rest";
    std::string_view rest = bytes;
    EXPECT_EQ(ConsumeVarint(rest), value);
    EXPECT_EQ(rest, "rest") << value;
    EXPECT_EQ(VarintSize(value), bytes.size() - rest.size()) << value;
  }
}

TEST(ProtobufWireTest, AFieldIsWhatProtobufWrites) {
  v1::Coprocessor row;
  row.set_name(std::string(200, 'n'));
  std::string bytes;
  AppendField(v1::Coprocessor::kNameFieldNumber, row.name(), bytes);
  EXPECT_EQ(bytes, row.SerializeAsString());
}

TEST(ProtobufWireTest, FieldsAreReadInTheirOrderAndVarintsAreSkipped) {
  v1::Coprocessor row;
  row.set_name("a");
  row.set_node_id(-5);  // ten bytes
  row.add_input_topics("x");
  row.add_input_topics("");
  row.set_description(std::string(300, 'd'));
  const std::string bytes = row.SerializeAsString();

  std::string_view rest = bytes;
  std::vector<std::pair<int, std::string>> fields;
  std::string joined;
  while (const auto field = ConsumeField(rest)) {
    fields.emplace_back(field->number, field->payload);
    joined += field->whole;
  }
  const std::vector<std::pair<int, std::string>> expected = {
      {v1::Coprocessor::kNameFieldNumber, "a"},
      {v1::Coprocessor::kInputTopicsFieldNumber, "x"},
      {v1::Coprocessor::kInputTopicsFieldNumber, ""},
      {v1::Coprocessor::kDescriptionFieldNumber, std::string(300, 'd')}};
  EXPECT_EQ(fields, expected);
  EXPECT_TRUE(rest.empty());
  row.clear_node_id();
  EXPECT_EQ(joined, row.SerializeAsString()) << "each field is whole, with tag and length";
}

TEST(ProtobufWireTest, NoBytesAreNoField) {
  std::string_view none;
  EXPECT_FALSE(ConsumeField(none).has_value());
}

TEST(ProtobufWireDeathTest, MalformedBytesAreABug) {
  const auto consume = [](std::string_view bytes) { ConsumeField(bytes); };
  EXPECT_EXIT(consume("\x0a"), kEndsAsBug, "bytes.empty") << "a tag without a length";
  EXPECT_EXIT(consume("\x0a\x80"), kEndsAsBug, "bytes.empty") << "a varint without an end";
  EXPECT_EXIT(consume("\x0a\x02x"), kEndsAsBug, "length_or_value <= bytes.size") << "a length beyond the end";
  EXPECT_EXIT(consume("\x0d\x01xxx"), kEndsAsBug, "wire_type == 2") << "a field of four bytes";
}

TEST(ProtobufWireDeathTest, ATagOfMoreThanOneByteIsABug) {
  EXPECT_EQ(LengthDelimitedTag(15), '\x7a');
  EXPECT_EXIT(LengthDelimitedTag(16), kEndsAsBug, "field_number");
}

}  // namespace
}  // namespace rollcall::encoding
