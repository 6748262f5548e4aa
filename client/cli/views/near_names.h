// SPDX-License-Identifier: Apache-2.0
// Names that a person may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::cli {

// Those of `names` that are most like `wanted`, the most alike first, at most three: names that differ in few letters
// or only in case, and names that contain it or that it contains. Empty if there is none.
std::vector<std::string> NearNames(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace rollcall::cli
