// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/http2/output_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::rpc {
namespace {

using ::testing::ElementsAre;

TEST(OutputBatchTest, CopiesThatFollowEachOtherAreOnePiece) {
  OutputBatch batch;
  batch.Copy("ab");
  batch.Copy("cd");
  EXPECT_THAT(batch.pieces(), ElementsAre("abcd"));
}

TEST(OutputBatchTest, SharedBytesAreNotCopiedAndLiveUntilClear) {
  OutputBatch batch;
  auto bytes = std::make_shared<const std::string>("shared bytes");
  const char* const data = bytes->data();
  const std::weak_ptr<const std::string> alive = bytes;
  batch.Copy("a");
  batch.Share(std::string_view(*bytes).substr(0, 6), bytes);
  batch.Copy("b");
  bytes.reset();
  EXPECT_THAT(batch.pieces(), ElementsAre("a", "shared", "b"));
  EXPECT_EQ(batch.pieces()[1].data(), data);
  batch.Clear();
  EXPECT_TRUE(batch.IsEmpty());
  EXPECT_TRUE(alive.expired());
}

TEST(OutputBatchTest, CanCopyLargePiecesToo) {
  OutputBatch batch;
  batch.SetLargePieces(OutputBatch::LargePieces::kCopy);
  const auto bytes = std::make_shared<const std::string>("large");
  batch.Copy("a");
  batch.Share(*bytes, bytes);
  EXPECT_THAT(batch.pieces(), ElementsAre("alarge"));
  EXPECT_EQ(bytes.use_count(), 1);
}

TEST(OutputBatchTest, KnowsWhenItIsFull) {
  OutputBatch batch(10);
  EXPECT_TRUE(batch.HasRoom(10));
  EXPECT_FALSE(batch.HasRoom(11));
  batch.Copy("123456");
  EXPECT_TRUE(batch.HasRoom(4));
  EXPECT_FALSE(batch.HasRoom(5));
  batch.Clear();
  EXPECT_TRUE(batch.HasRoom(10));
}

TEST(OutputBatchTest, HasFewerPiecesThanASystemCallTakes) {
  OutputBatch batch;
  const auto bytes = std::make_shared<const std::string>("x");
  int pieces = 0;
  for (; batch.HasRoom(1); ++pieces) batch.Share(*bytes, bytes);
  EXPECT_LT(pieces, 1024 - 16);  // a frame may add several to the last room
}

}  // namespace
}  // namespace rollcall::rpc
