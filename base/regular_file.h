// SPDX-License-Identifier: Apache-2.0
// Reads small files that an operator has named, such as certificates. Thread-safe.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace rollcall {

// The content of `path`. INVALID_ARGUMENT, with the file and the reason, if it cannot be read, is no regular file (a
// pipe could block), or has more than `limit_bytes`.
absl::StatusOr<std::string> ReadRegularFile(const std::string& path, size_t limit_bytes);

}  // namespace rollcall
