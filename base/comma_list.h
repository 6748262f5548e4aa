// SPDX-License-Identifier: Apache-2.0
// Lists in options, such as those of --server and --brokers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

// The entries between the commas. Blanks and line ends around an entry are not part of it, so that a list in a variable
// or a file may have a line for each entry. An entry may be empty; an empty text is one empty entry.
std::vector<std::string> SplitCommaList(std::string_view text);

}  // namespace rollcall
