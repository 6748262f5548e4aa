// SPDX-License-Identifier: Apache-2.0
#include "topic/record/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace rollcall::topic {
namespace {

using namespace std::string_view_literals;
using ::testing::Eq;

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

TEST(KeyTest, ABinaryKeyIsFourBytesLittleEndian) {
  EXPECT_EQ(BinaryKey(5), "\x05\0\0\0"sv);
  EXPECT_EQ(BinaryKey(0x01020304), "\x04\x03\x02\x01"sv);
  EXPECT_EQ(BinaryKey(-2), "\xFE\xFF\xFF\xFF"sv);
}

TEST(KeyTest, BothEncodingsRoundTrip) {
  for (const int32_t id : {0, 1, -1, 9, 10, 255, 256, 65536, 123456789, kMin, kMax}) {
    EXPECT_THAT(ReadKey(BinaryKey(id)).binary, Eq(id));
    EXPECT_THAT(ReadKey(DecimalKey(id)).decimal, Eq(id));
  }
}

TEST(KeyTest, ADecimalKeyIsWrittenInOneWayOnly) {
  for (const std::string_view key :
       {"", "-", "+5", "05", "-0", "-05", "5 ", " 5", "5\n", "0x5", "5.0", "1e3", "five", "٥"}) {
    EXPECT_FALSE(ReadKey(key).decimal.has_value()) << key;
  }
  EXPECT_FALSE(ReadKey("5\0"sv).decimal.has_value());
}

TEST(KeyTest, ADecimalKeyIsAnInt32) {
  EXPECT_THAT(ReadKey("2147483647").decimal, Eq(kMax));
  EXPECT_THAT(ReadKey("-2147483648").decimal, Eq(kMin));
  EXPECT_FALSE(ReadKey("2147483648").IsNodeKey());
  EXPECT_FALSE(ReadKey("-2147483649").IsNodeKey());
  EXPECT_FALSE(ReadKey("99999999999999999999").IsNodeKey());
}

TEST(KeyTest, ADecimalKeyOfFourBytesIsAmbiguous) {
  EXPECT_EQ(ReadKey("1234"), (KeyIds{.binary = 875770417, .decimal = 1234}));
  EXPECT_TRUE(ReadKey("1234").IsAmbiguous());
  EXPECT_TRUE(ReadKey("-123").IsAmbiguous());
  EXPECT_FALSE(ReadKey("0123").IsAmbiguous());
  EXPECT_FALSE(ReadKey("123").IsAmbiguous());
  EXPECT_FALSE(ReadKey("12345").IsAmbiguous());
}

TEST(KeyTest, OtherSizesAreNotBinaryKeys) {
  EXPECT_FALSE(ReadKey("\0\0\0"sv).IsNodeKey());
  EXPECT_FALSE(ReadKey("\x05\0\0\0\0\0\0\0"sv).IsNodeKey());
}

}  // namespace
}  // namespace rollcall::topic
