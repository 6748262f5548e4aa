// SPDX-License-Identifier: Apache-2.0
// An entry in a list of ids, such as those of --node: one id, or a range of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rollcall {

struct IdRange {
  int32_t first;
  int32_t last;  // included; below `first` if the text runs downwards
};

// Parses "7", "-7" or "1-3". A dash at the start of a number is its sign: "-3--1". nullopt if it is something else.
std::optional<IdRange> ParseIdRange(std::string_view entry);

}  // namespace rollcall
