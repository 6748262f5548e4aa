// SPDX-License-Identifier: Apache-2.0
#include "server/api/wire_buffer.h"

#include <limits>

namespace rollcall::api {

absl::Status ParseInto(const grpc::ByteBuffer& buffer, google::protobuf::MessageLite& message) {
  grpc::Slice bytes;
  const bool is_readable = buffer.TrySingleSlice(&bytes).ok() || buffer.DumpToSingleSlice(&bytes).ok();
  const bool fits = bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max());
  if (is_readable && fits && message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return response::FieldError("request", "the bytes are not a " + message.GetTypeName());
}

grpc::Slice ShareBytes(const encoding::BytesPtr& bytes) {
  using Holder = encoding::BytesPtr;
  auto* holder = new Holder(bytes);  // deleted with the last reference to the slice
  return grpc::Slice(
      const_cast<char*>(bytes->data()), bytes->size(), [](void* shared) { delete static_cast<Holder*>(shared); },
      holder);
}

}  // namespace rollcall::api
