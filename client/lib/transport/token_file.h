// SPDX-License-Identifier: Apache-2.0
// Reads a bearer token from a file. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rollcall::client {

// The only line of the file, without its newline. INVALID_ARGUMENT with the name of the file and the reason, if it
// cannot be read or is not a line that an HTTP header can carry. No error shows what the file holds.
absl::StatusOr<std::string> ReadToken(const std::string& path);

}  // namespace rollcall::client
