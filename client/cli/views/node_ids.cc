// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/node_ids.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rollcall::cli {
namespace {

// The index after the last id of the range that begins at `first`.
size_t EndOfRange(const std::vector<int32_t>& ids, size_t first) {
  size_t end = first + 1;
  while (end < ids.size() && ids[first] >= 0 && int64_t{ids[end]} == int64_t{ids[end - 1]} + 1) ++end;
  return end;
}

}  // namespace

std::string RangesText(const std::vector<int32_t>& ids) {
  constexpr size_t kShortestRange = 3;
  std::vector<std::string> parts;
  for (size_t first = 0; first < ids.size();) {
    const size_t end = EndOfRange(ids, first);
    if (end - first >= kShortestRange) {
      parts.push_back(absl::StrCat(ids[first], "-", ids[end - 1]));
      first = end;
    } else {
      parts.push_back(absl::StrCat(ids[first]));
      ++first;
    }
  }
  return absl::StrJoin(parts, ",");
}

}  // namespace rollcall::cli
