// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/outgoing_message.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace rollcall::rpc {
namespace {

SharedBytes Bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string TextOf(const OutputBatch& batch) {
  std::string text;
  for (const std::string_view piece : batch.pieces()) text += piece;
  return text;
}

TEST(OutgoingMessageTest, EveryCutGivesTheSameBytes) {
  const Message message = {Bytes("abc"), Bytes(""), Bytes(std::string(5000, 'x')), Bytes("de")};
  std::string expected("\0\0\0\x13\x8d", 5);
  expected += "abc" + std::string(5000, 'x') + "de";
  for (const size_t step : {size_t{1}, size_t{2}, size_t{4}, size_t{6}, size_t{4096}, expected.size()}) {
    OutgoingMessage outgoing;
    outgoing.Begin(message);
    std::string text;
    while (outgoing.bytes_left() > 0) {
      OutputBatch batch;
      outgoing.Take(std::min(step, outgoing.bytes_left()), batch);
      text += TextOf(batch);
    }
    EXPECT_EQ(text, expected) << "in steps of " << step;
  }
}

TEST(OutgoingMessageTest, LetsGoOfTheBytesWithTheLastOne) {
  SharedBytes bytes = Bytes("abc");
  const std::weak_ptr<const std::string> alive = bytes;
  OutgoingMessage outgoing;
  outgoing.Begin({std::move(bytes)});
  OutputBatch batch;
  outgoing.Take(7, batch);
  EXPECT_FALSE(alive.expired());
  outgoing.Take(1, batch);
  EXPECT_TRUE(alive.expired());
}

TEST(OutgoingMessageTest, AnEmptyMessageIsItsPrefix) {
  OutgoingMessage outgoing;
  outgoing.Begin({});
  EXPECT_EQ(outgoing.bytes_left(), 5u);
  OutputBatch batch;
  outgoing.Take(5, batch);
  EXPECT_EQ(TextOf(batch), std::string(5, '\0'));
}

TEST(OutgoingMessageTest, ATextHasNoPrefix) {
  OutgoingMessage outgoing;
  outgoing.BeginText("for people");
  OutputBatch batch;
  outgoing.Take(outgoing.bytes_left(), batch);
  EXPECT_EQ(TextOf(batch), "for people");
}

TEST(OutgoingMessageTest, LargePiecesAreNotCopied) {
  const SharedBytes large = Bytes(std::string(100'000, 'x'));
  OutgoingMessage outgoing;
  outgoing.Begin({large});
  OutputBatch batch;
  outgoing.Take(16'384, batch);
  EXPECT_EQ(batch.pieces().back().data(), large->data());
}

}  // namespace
}  // namespace rollcall::rpc
