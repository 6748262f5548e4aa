// SPDX-License-Identifier: Apache-2.0
// Where a status comes from: a file or the standard input.
#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace rollcall::agent {

// Everything in the file at `path`, or of `standard_input` where path is "-". Reads little more than the largest usable
// value: more is INVALID_ARGUMENT. NOT_FOUND for a file that cannot be read.
absl::StatusOr<std::string> ReadSource(const std::string& path, std::istream& standard_input);

}  // namespace rollcall::agent
