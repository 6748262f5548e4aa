// SPDX-License-Identifier: Apache-2.0
// The marks of a matrix, and what they mean.
#pragma once

#include <vector>

namespace rollcall {

// What the matrix says of a coprocessor on a node. The first of these that is true.
enum class MatrixMark {
  kStale,    // it is there by the node's record, which is stale
  kErrored,  // its own state there is "errored"
  kDiffers,  // it is not what it is on most nodes, or no majority has one definition
  kSame,     // it is what it is on most nodes
  kAbsent,   // it is not there; the node is up and not stale
  kUnknown,  // it is not there; the node is not up, or is stale
};

struct MarkText {
  const char* utf8;
  const char* ascii;
  const char* meaning;  // empty for kUnknown, which is an empty cell
};

MarkText TextOf(MatrixMark mark);

// One lower-case word, for programs and styles.
const char* NameOf(MatrixMark mark);

// Those that a legend explains, in its order.
std::vector<MatrixMark> MarksOfLegend();

// What a legend says of a node that is not up.
inline constexpr char kNotUpMark[] = "x";
inline constexpr char kNotUpMeaning[] = "node not up";

}  // namespace rollcall
