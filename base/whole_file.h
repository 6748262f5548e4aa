// SPDX-License-Identifier: Apache-2.0
// Files that are read whole, of any kind and size: a pipe such as <(command) too.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rollcall {

// The content of the file. NOT_FOUND with the system's reason alone, such as "Permission denied", if it cannot be read.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace rollcall
