// SPDX-License-Identifier: Apache-2.0
// Reads the status to publish from a file or from standard input.
#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace rollcall::agent {

// The whole content of the file at `path`, or of `standard_input` if the path is "-". INVALID_ARGUMENT if that is more
// than the largest usable value; the rest is not read then. NOT_FOUND if the file cannot be read.
absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& standard_input);

}  // namespace rollcall::agent
