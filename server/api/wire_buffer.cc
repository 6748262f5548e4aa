#include "server/api/wire_buffer.h"

#include <grpcpp/support/slice.h>

#include <limits>
#include <utility>

namespace rollcall::api {

absl::Status ParseInto(const grpc::ByteBuffer& buffer, google::protobuf::MessageLite& message) {
  grpc::Slice bytes;
  const bool is_readable = buffer.TrySingleSlice(&bytes).ok() || buffer.DumpToSingleSlice(&bytes).ok();
  const bool fits = bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max());
  if (is_readable && fits && message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size())))
    return absl::OkStatus();
  return select::FieldError("request", "the bytes are no " + message.GetTypeName());
}

grpc::ByteBuffer ToBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));  // deleted with the last reference to the slice
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* pointer) { delete static_cast<std::string*>(pointer); }, owned);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace rollcall::api
