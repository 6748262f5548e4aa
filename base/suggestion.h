// SPDX-License-Identifier: Apache-2.0
// Finds the name that a mistyped word was perhaps meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

// The number of characters to insert, delete, replace or swap with their neighbor to turn `a` into `b` (the optimal
// string alignment distance).
size_t EditDistance(std::string_view a, std::string_view b);

// The name that is nearest to `word`; empty if none is near enough to be meant. The first of several that are equally
// near.
std::string ClosestName(std::string_view word, const std::vector<std::string>& names);

// "; did you mean 'NAME'?", or an empty text.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& names);

}  // namespace rollcall
