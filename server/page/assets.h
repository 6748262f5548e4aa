// SPDX-License-Identifier: Apache-2.0
// The files of assets/, which the build puts into the program.
#pragma once

#include <string_view>

namespace rollcall::page {

std::string_view StyleSheet();
std::string_view Script();
std::string_view Icon();  // SVG

}  // namespace rollcall::page
