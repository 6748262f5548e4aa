// SPDX-License-Identifier: Apache-2.0
#include "display/matrix_mark.h"

namespace rollcall {

MarkText TextOf(MatrixMark mark) {
  switch (mark) {
    case MatrixMark::kStale:
      return {"?", "?", "stale node"};
    case MatrixMark::kErrored:
      return {"!", "!", "errored"};
    case MatrixMark::kDiffers:
      return {"◐", "~", "differs"};
    case MatrixMark::kSame:
      return {"●", "*", "same as most"};
    case MatrixMark::kAbsent:
      return {".", ".", "absent"};
    case MatrixMark::kUnknown:
      return {" ", " ", ""};
  }
  return {" ", " ", ""};
}

const char* NameOf(MatrixMark mark) {
  switch (mark) {
    case MatrixMark::kStale:
      return "stale";
    case MatrixMark::kErrored:
      return "errored";
    case MatrixMark::kDiffers:
      return "differs";
    case MatrixMark::kSame:
      return "same";
    case MatrixMark::kAbsent:
      return "absent";
    case MatrixMark::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<MatrixMark> MarksOfLegend() {
  return {MatrixMark::kSame, MatrixMark::kDiffers, MatrixMark::kErrored, MatrixMark::kStale, MatrixMark::kAbsent};
}

}  // namespace rollcall
