// SPDX-License-Identifier: Apache-2.0
// Secrets that are given as the name of a file.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rollcall {

// The content of the file without one newline at its end. Errors as in ReadWholeFile.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace rollcall
