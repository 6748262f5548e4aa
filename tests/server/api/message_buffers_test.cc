// SPDX-License-Identifier: Apache-2.0
#include "server/api/message_buffers.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace rollcall::api {
namespace {

encoding::BytesPtr Bytes(size_t size, char fill) { return std::make_shared<std::string>(size, fill); }

std::vector<grpc::Slice> SlicesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  return slices;
}

TEST(MessageBuffersTest, SmallPartsAreJoined) {
  MessageBuffers buffers;
  const auto slices = SlicesOf(buffers.Get({{Bytes(3, 'a'), Bytes(2, 'b')}}));
  ASSERT_EQ(slices.size(), 1u);
  EXPECT_EQ(std::string(slices[0].begin(), slices[0].end()), "aaabb");
}

TEST(MessageBuffersTest, LargePartsAreSharedNotCopied) {
  MessageBuffers buffers;
  const watch::Message message{{Bytes(100'000, 'a'), Bytes(5, 'b')}};
  const auto slices = SlicesOf(buffers.Get(message));
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(reinterpret_cast<const char*>(slices[0].begin()), message.parts[0]->data());
  EXPECT_EQ(slices[0].size(), 100'000u);
  EXPECT_EQ(slices[1].size(), 5u);
}

TEST(MessageBuffersTest, TheSameMessageHasTheSameBytes) {
  MessageBuffers buffers;
  const watch::Message message{{Bytes(50, 'a'), Bytes(50, 'b')}};
  const watch::Message other{{Bytes(50, 'a'), message.parts[1]}};
  const auto first = SlicesOf(buffers.Get(message));
  const auto again = SlicesOf(buffers.Get(message));
  const auto different = SlicesOf(buffers.Get(other));
  EXPECT_EQ(first[0].begin(), again[0].begin());
  EXPECT_NE(first[0].begin(), different[0].begin());
  EXPECT_EQ(different[0].size(), 100u);
}

// Only the last message is kept. A slice that is still being written keeps its bytes itself.
TEST(MessageBuffersTest, AMessageThatIsBeingWrittenKeepsItsBytes) {
  MessageBuffers buffers;
  std::vector<grpc::Slice> slices;
  for (const size_t size : {50, 100'000}) {
    for (const char fill : {'a', 'b', 'c'}) slices.push_back(SlicesOf(buffers.Get({{Bytes(size, fill)}}))[0]);
  }
  std::string fills;
  for (const grpc::Slice& slice : slices) fills += static_cast<char>(slice.begin()[slice.size() - 1]);
  EXPECT_EQ(fills, "abcabc");
}

}  // namespace
}  // namespace rollcall::api
