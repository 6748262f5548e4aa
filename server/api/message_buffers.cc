// SPDX-License-Identifier: Apache-2.0
#include "server/api/message_buffers.h"

#include <vector>

#include "server/api/wire_buffer.h"
#include "server/encoding/bytes.h"

namespace rollcall::api {
namespace {

// Up to this size, one copy costs less than several slices.
constexpr size_t kJoinBytes = 16 << 10;

size_t SizeOf(const watch::Message& message) {
  size_t size = 0;
  for (const encoding::BytesPtr& part : message.parts) size += part->size();
  return size;
}

grpc::Slice Join(const watch::Message& message, size_t size) {
  std::string joined;
  joined.reserve(size);
  for (const encoding::BytesPtr& part : message.parts) joined += *part;
  return grpc::Slice(joined);
}

std::vector<grpc::Slice> ToSlices(const watch::Message& message) {
  if (const size_t size = SizeOf(message); size <= kJoinBytes) return {Join(message, size)};
  std::vector<grpc::Slice> slices;
  slices.reserve(message.parts.size());
  for (const encoding::BytesPtr& part : message.parts) slices.push_back(ShareBytes(part));
  return slices;
}

}  // namespace

const grpc::ByteBuffer& MessageBuffers::Get(const watch::Message& message) {
  if (!buffer_.Valid() || message.parts != message_.parts) {
    const std::vector<grpc::Slice> slices = ToSlices(message);
    buffer_ = grpc::ByteBuffer(slices.data(), slices.size());
    message_ = message;
  }
  return buffer_;
}

}  // namespace rollcall::api
