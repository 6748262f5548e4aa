// SPDX-License-Identifier: Apache-2.0
// Parses the requests of the API. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/response/field_errors.h"

namespace rollcall::api {

// INVALID_FIELD if the bytes are not such a message.
template <typename Message>
absl::StatusOr<Message> Parse(std::string_view bytes) {
  Message message;
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return message;
  return response::FieldError({.field = "request", .description = "the bytes are not a " + message.GetTypeName()});
}

}  // namespace rollcall::api
