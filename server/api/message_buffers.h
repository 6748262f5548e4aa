// SPDX-License-Identifier: Apache-2.0
// Turns watch messages into gRPC's byte buffers. Not thread-safe.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include "server/watch/watcher.h"

namespace rollcall::api {

// Watchers of one selection at one cursor get the same message, one after another. So the last buffer is kept, and
// equal messages share its bytes.
class MessageBuffers {
 public:
  // Valid until the next call.
  const grpc::ByteBuffer& Get(const watch::Message& message);

 private:
  watch::Message message_;
  grpc::ByteBuffer buffer_;
};

}  // namespace rollcall::api
