// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "topic/record/record.h"

namespace rollcall::topic {
namespace {

using namespace std::string_view_literals;

// Expected values come from the Python package xxhash (xxh3_64, seed 0) over struct.pack("<qq", offset, timestamp),
// then struct.pack("<i", size) and the bytes of key and value (size -1 and no bytes for null).

TEST(FingerprintTest, OfALiveRecord) {
  const RecordView record{.offset = 42,
                          .timestamp_ms = 1700000000000,
                          .key = "\x05\0\0\0"sv,
                          .value = R"({"node_id":5,"status":"up","coprocessors":{}})"};
  EXPECT_EQ(Fingerprint(record), 0x6e3b0d4e594b1d2eu);
}

TEST(FingerprintTest, OfAnEmptyValueWithoutTimestamp) {
  EXPECT_EQ(Fingerprint({.offset = 0, .timestamp_ms = kNoTimestamp, .key = "5", .value = ""}), 0x68c975e62c728249u);
}

TEST(FingerprintTest, OfATombstone) {
  EXPECT_EQ(Fingerprint({.offset = 7, .timestamp_ms = 1, .key = "5", .value = std::nullopt}), 0x37e1af05dc9a28c6u);
}

TEST(FingerprintTest, OfANullKey) {
  EXPECT_EQ(Fingerprint({.offset = 7, .timestamp_ms = 1, .key = std::nullopt, .value = "x"}), 0xfceec02a130dbb06u);
}

TEST(FingerprintTest, OfALongValueAtALargeOffset) {
  const std::string value(1000, 'a');
  EXPECT_EQ(Fingerprint({.offset = int64_t{1} << 40, .timestamp_ms = 0, .key = "", .value = value}),
            0xaf842fadc6ad9765u);
}

TEST(FingerprintTest, DistinguishesKeyFromValue) {
  const RecordView one{.offset = 1, .timestamp_ms = 1, .key = "ab", .value = "c"};
  const RecordView other{.offset = 1, .timestamp_ms = 1, .key = "a", .value = "bc"};
  EXPECT_NE(Fingerprint(one), Fingerprint(other));
}

}  // namespace
}  // namespace rollcall::topic
