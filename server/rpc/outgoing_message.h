// SPDX-License-Identifier: Apache-2.0
// A message of an answer, with its prefix, and how much of it was sent. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "server/rpc/http2/output_batch.h"
#include "server/rpc/protocol/message_reader.h"

namespace rollcall::rpc {

// Pieces that are sent one after another.
using Message = absl::InlinedVector<SharedBytes, 2>;

size_t SizeOf(const Message& message);

class OutgoingMessage {
 public:
  // Begins with another message, when all of the last one was sent.
  void Begin(Message message);
  // The same for bytes that are no gRPC message and have no prefix.
  void BeginText(std::string text);
  // Bytes that were not sent yet, prefix included. 0 if there is no message.
  size_t bytes_left() const { return bytes_left_; }
  const Message& message() const { return message_; }
  // Adds the next bytes, at most bytes_left(), to the batch: small pieces as copies.
  void Take(size_t bytes, OutputBatch& batch);

 private:
  void Begin(Message message, size_t prefix_sent);
  size_t TakePrefix(size_t bytes, OutputBatch& batch);
  size_t TakePiece(size_t bytes, OutputBatch& batch);

  Message message_;
  std::array<char, kMessagePrefixBytes> prefix_{};
  size_t prefix_sent_ = 0;
  size_t piece_ = 0;       // the one that is being sent
  size_t piece_sent_ = 0;  // bytes of it
  size_t bytes_left_ = 0;
};

}  // namespace rollcall::rpc
