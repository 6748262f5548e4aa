// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/outgoing_message.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace rollcall::rpc {
namespace {

// From this size on, referring to the bytes costs less than a copy of them (bench/README.md).
constexpr size_t kShareBytes = 4 << 10;

}  // namespace

size_t SizeOf(const Message& message) {
  return std::accumulate(message.begin(), message.end(), size_t{0},
                         [](size_t sum, const SharedBytes& piece) { return sum + piece->size(); });
}

void OutgoingMessage::Begin(Message message) { Begin(std::move(message), 0); }

void OutgoingMessage::BeginText(std::string text) {
  Begin({std::make_shared<const std::string>(std::move(text))}, kMessagePrefixBytes);
}

void OutgoingMessage::Begin(Message message, size_t prefix_sent) {
  CHECK_EQ(bytes_left_, 0u);
  message_ = std::move(message);
  const size_t size = SizeOf(message_);
  const std::string prefix = MessagePrefix(size);
  std::copy(prefix.begin(), prefix.end(), prefix_.begin());
  prefix_sent_ = prefix_sent;
  piece_ = piece_sent_ = 0;
  bytes_left_ = kMessagePrefixBytes - prefix_sent + size;
}

void OutgoingMessage::Take(size_t bytes, OutputBatch& batch) {
  CHECK_LE(bytes, bytes_left_);
  bytes_left_ -= bytes;
  bytes -= TakePrefix(bytes, batch);
  while (bytes > 0) bytes -= TakePiece(bytes, batch);
  if (bytes_left_ == 0) message_.clear();
}

size_t OutgoingMessage::TakePrefix(size_t bytes, OutputBatch& batch) {
  const size_t taken = std::min(bytes, kMessagePrefixBytes - prefix_sent_);
  if (taken > 0) batch.Copy({prefix_.data() + prefix_sent_, taken});
  prefix_sent_ += taken;
  return taken;
}

size_t OutgoingMessage::TakePiece(size_t bytes, OutputBatch& batch) {
  const SharedBytes& piece = message_[piece_];
  const std::string_view taken = std::string_view(*piece).substr(piece_sent_, bytes);
  if (taken.size() >= kShareBytes) {
    batch.Share(taken, piece);
  } else if (!taken.empty()) {
    batch.Copy(taken);
  }
  piece_sent_ += taken.size();
  if (piece_sent_ == piece->size()) {
    ++piece_;
    piece_sent_ = 0;
  }
  return taken.size();
}

}  // namespace rollcall::rpc
