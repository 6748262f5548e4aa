// SPDX-License-Identifier: Apache-2.0
// What server reflection answers, from the descriptors that are linked into this program. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace rollcall::rpc {

class Reflection {
 public:
  // `services`: the full names of the services that this server has.
  explicit Reflection(std::vector<std::string> services);

  // Answers one encoded ServerReflectionRequest with an encoded ServerReflectionResponse. The messages of v1 and
  // v1alpha are the same on the wire. INVALID_ARGUMENT if `request` is no such message.
  absl::StatusOr<std::string> Answer(std::string_view request) const;

 private:
  const std::vector<std::string> services_;
};

}  // namespace rollcall::rpc
