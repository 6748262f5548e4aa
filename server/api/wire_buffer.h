// SPDX-License-Identifier: Apache-2.0
// Converts between gRPC's byte buffers and the requests and responses of raw methods. Thread-safe.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/encoding/bytes.h"
#include "server/response/error.h"

namespace rollcall::api {

// Parses all of `buffer`; INVALID_FIELD if the bytes are not such a message.
absl::Status ParseInto(const grpc::ByteBuffer& buffer, google::protobuf::MessageLite& message);

template <typename Message>
absl::StatusOr<Message> Parse(const grpc::ByteBuffer& buffer) {
  Message message;
  if (absl::Status status = ParseInto(buffer, message); !status.ok()) return status;
  return message;
}

// A slice that shares the bytes instead of copying them.
grpc::Slice ShareBytes(const encoding::BytesPtr& bytes);

}  // namespace rollcall::api
