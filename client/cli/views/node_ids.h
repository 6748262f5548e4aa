// SPDX-License-Identifier: Apache-2.0
// Node ids as short text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::cli {

// For example "1-3,7". `ids` must be in ascending order. Two ids in a row are "1,2", because that is as short as a
// range. Negative ids are never part of a range, because "-3--1" is hard to read.
std::string RangesText(const std::vector<int32_t>& ids);

}  // namespace rollcall::cli
