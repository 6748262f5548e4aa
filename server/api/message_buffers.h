// SPDX-License-Identifier: Apache-2.0
// Watch messages as gRPC takes them. Not thread-safe.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include "server/watch/watcher.h"

namespace rollcall::api {

// Watches of one selection at one cursor are told the same, one after another: what the last one was told is kept, and
// all that say the same share its bytes.
class MessageBuffers {
 public:
  // Valid until the next call.
  const grpc::ByteBuffer& Get(const watch::Message& message);

 private:
  watch::Message message_;
  grpc::ByteBuffer buffer_;
};

}  // namespace rollcall::api
