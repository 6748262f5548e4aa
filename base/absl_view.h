// SPDX-License-Identifier: Apache-2.0
// Converts a std::string_view to Abseil's string_view.
//
// Debian's Abseil is built with a string_view of its own. std::string and const char* convert to it, but
// std::string_view does not; the way back is implicit. Our interfaces take std::string_view and pass it on to StrCat
// and the like through AbslView.
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace rollcall {

inline absl::string_view AbslView(std::string_view text) { return absl::string_view(text.data(), text.size()); }

}  // namespace rollcall
