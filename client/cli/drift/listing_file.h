// SPDX-License-Identifier: Apache-2.0
// Reads what `rollcall list --format json` has saved.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Fields that this version does not know are ignored. INVALID_ARGUMENT, with the path, if the file cannot be read or is
// something else.
absl::StatusOr<v1::ListNodesResponse> ReadListingFile(const std::string& path);

// The same for the content of a file. `path` is for the error.
absl::StatusOr<v1::ListNodesResponse> ParseListing(const std::string& json, const std::string& path);

}  // namespace rollcall::cli
