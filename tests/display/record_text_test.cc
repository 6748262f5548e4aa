// SPDX-License-Identifier: Apache-2.0
#include "display/record_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_messages.h"

namespace rollcall {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

std::string KeyOf(int32_t id, const std::string& key) {
  v1::NodeStatus node = UpNode(id, 1);
  node.set_raw_key(key);
  return KeyText(node);
}

TEST(KeyTextTest, ShowsBothEncodings) {
  EXPECT_EQ(KeyOf(5, std::string("\x05\0\0\0", 4)), R"("\x05\x00\x00\x00" (hex 05 00 00 00; 4 bytes, little-endian))");
  EXPECT_EQ(KeyOf(-2, "\xFE\xFF\xFF\xFF"), R"("\xfe\xff\xff\xff" (hex fe ff ff ff; 4 bytes, little-endian))");
  EXPECT_EQ(KeyOf(1234, "1234"), R"("1234" (hex 31 32 33 34; decimal))");
  EXPECT_EQ(KeyOf(875770417, "1234"), R"("1234" (hex 31 32 33 34; 4 bytes, little-endian))");
}

TEST(KeyTextTest, IsEmptyWithoutAKey) { EXPECT_EQ(KeyText(UpNode(1, 1)), ""); }

TEST(ValueTextTest, ShowsTheBeginningOfAnInvalidValueOnly) {
  v1::NodeStatus node = InvalidNode(1, 1, "not JSON");
  node.set_raw_value("{oops\n" + std::string(1000, 'x'));
  EXPECT_EQ(ValueText(node), R"(1006 bytes: {oops\n)" + std::string(92, 'x') + "…");
  node.set_state(v1::NodeStatus::STATE_UP);
  EXPECT_EQ(ValueText(node), "1006 bytes");
}

TEST(ValueTextTest, SaysThatItIsTooLarge) {
  v1::NodeStatus node = InvalidNode(1, 1, "too large");
  node.mutable_problem()->set_code(v1::Problem::CODE_TOO_LARGE);
  EXPECT_EQ(ValueText(node), "too large to be shown");
}

TEST(KcatCommandTest, ReadsTheRecord) {
  EXPECT_EQ(KcatCommand(UpNode(1, 11), HeaderOf({}, 20)),
            R"(kcat -C -b BROKERS -t coprocessor_status_topic -p 0 -o 11 -c 1 -e -f '%o %T %s\n')");
}

TEST(KcatCommandTest, AServerCannotAddToTheCommand) {
  v1::Header header = HeaderOf({}, 20);
  header.set_topic("a; rm -rf 'b'\x1b[2J");
  EXPECT_THAT(KcatCommand(UpNode(1, 11), header), ::testing::HasSubstr(R"x( -t 'a; rm -rf '"'"'b'"'"'\x1b[2J' -p 0)x"));
}

}  // namespace
}  // namespace rollcall
