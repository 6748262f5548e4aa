// SPDX-License-Identifier: Apache-2.0
// From std::string_view to abseil's.
//
// Debian's abseil is built with a string_view of its own, to which std::string_view does not convert (std::string and
// const char* do); the way back is implicit. Interfaces of ours take std::string_view; where one is handed on to StrCat
// and the like, it goes through here.
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace rollcall {

inline absl::string_view AbslView(std::string_view text) { return absl::string_view(text.data(), text.size()); }

}  // namespace rollcall
