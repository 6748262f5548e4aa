// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/protocol/message_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kMaxMessageBytes = 300;

// A reader, and the messages that it has found.
struct Body {
  absl::Status Read(std::string_view bytes) {
    return reader.Read(bytes, [this](std::string message) { messages.push_back(std::move(message)); });
  }

  MessageReader reader{kMaxMessageBytes};
  std::vector<std::string> messages;
};

std::string Framed(std::string_view message) { return MessagePrefix(message.size()).append(message); }

TEST(MessageReaderTest, PrefixIsAFlagAndABigEndianLength) {
  EXPECT_EQ(MessagePrefix(0), std::string_view("\0\0\0\0\0", 5));
  EXPECT_EQ(MessagePrefix(0x01020384), std::string_view("\0\x01\x02\x03\x84", 5));
}

TEST(MessageReaderTest, SeveralMessagesInOnePiece) {
  Body body;
  ASSERT_TRUE(body.Read(Framed("one") + Framed("") + Framed(std::string(200, 'x'))).ok());
  EXPECT_THAT(body.messages, ElementsAre("one", "", std::string(200, 'x')));
  EXPECT_TRUE(body.reader.IsBetweenMessages());
  EXPECT_EQ(body.reader.kept_bytes(), 0u);
}

TEST(MessageReaderTest, MessagesByteByByte) {
  Body body;
  for (const char byte : Framed("one") + Framed("") + Framed(std::string(260, 'x'))) {
    ASSERT_TRUE(body.Read({&byte, 1}).ok());
  }
  EXPECT_THAT(body.messages, ElementsAre("one", "", std::string(260, 'x')));
  EXPECT_TRUE(body.reader.IsBetweenMessages());
}

TEST(MessageReaderTest, ABodyMayNotEndInsideAMessage) {
  Body body;
  EXPECT_TRUE(body.reader.IsBetweenMessages());
  ASSERT_TRUE(body.Read(Framed("one") + std::string(1, '\0')).ok());
  EXPECT_FALSE(body.reader.IsBetweenMessages()) << "inside a prefix";
  ASSERT_TRUE(body.Read(MessagePrefix(3).substr(1)).ok());
  EXPECT_FALSE(body.reader.IsBetweenMessages()) << "after a prefix";
  ASSERT_TRUE(body.Read("tw").ok());
  EXPECT_EQ(body.reader.kept_bytes(), kMessagePrefixBytes + 2);
  ASSERT_TRUE(body.Read("o").ok());
  EXPECT_TRUE(body.reader.IsBetweenMessages());
  EXPECT_THAT(body.messages, ElementsAre("one", "two"));
}

TEST(MessageReaderTest, TheLongestMessageIsTaken) {
  Body body;
  ASSERT_TRUE(body.Read(Framed(std::string(kMaxMessageBytes, 'x'))).ok());
  EXPECT_THAT(body.messages, ElementsAre(std::string(kMaxMessageBytes, 'x')));
}

TEST(MessageReaderTest, ALongerMessageIsRefusedByItsPrefix) {
  Body body;
  const absl::Status status = body.Read(MessagePrefix(kMaxMessageBytes + 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("301 bytes, and this server reads at most 300"));
  Body longest;
  EXPECT_EQ(longest.Read(std::string_view("\0\xff\xff\xff\xff", 5)).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_LE(longest.reader.kept_bytes(), kMessagePrefixBytes);
}

TEST(MessageReaderTest, ACompressedMessageIsUnimplemented) {
  Body body;
  EXPECT_EQ(body.Read(Framed("one") + std::string("\1\0\0\0\0", 5)).code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(body.messages, ElementsAre("one")) << "what was complete before";
}

TEST(MessageReaderTest, AnyOtherFlagIsAnError) {
  for (const char flag : {'\2', 'P', '\xff'}) {
    Body body;
    EXPECT_EQ(body.Read(std::string(1, flag) + std::string(4, '\0')).code(), absl::StatusCode::kInternal);
    EXPECT_THAT(body.messages, IsEmpty());
  }
}

}  // namespace
}  // namespace rollcall::rpc
