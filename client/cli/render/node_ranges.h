// SPDX-License-Identifier: Apache-2.0
// Node ids as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::cli {

// For example "1-3,7": ascending, each id once. Ids below zero are listed one by one, because "-3--1" is hard to read.
std::string NodeRanges(std::vector<int32_t> ids);

// For example "node 7" or "nodes 1-3,7". Names the first few ranges and says how many nodes more there are: "nodes
// 1,3,5 and 40 more". `ids` must not be empty.
std::string NodesText(std::vector<int32_t> ids);

}  // namespace rollcall::cli
