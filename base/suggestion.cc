// SPDX-License-Identifier: Apache-2.0
#include "base/suggestion.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace rollcall {
namespace {

// One mistake in a short word, one more for each three further characters.
size_t AllowedDistance(std::string_view word) { return (word.size() + 2) / 3; }

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> distance(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
      }
    }
  }
  return distance[a.size()][b.size()];
}

std::string ClosestName(std::string_view word, const std::vector<std::string>& names) {
  constexpr size_t kMaxWordBytes = 100;  // longer words are no mistyped names, and the table would be large
  if (word.size() > kMaxWordBytes) return "";
  std::string closest;
  size_t best = AllowedDistance(word) + 1;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(word, name);
    if (distance >= best || 2 * distance >= name.size()) continue;
    best = distance;
    closest = name;
  }
  return closest;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& names) {
  const std::string closest = ClosestName(word, names);
  return closest.empty() ? "" : absl::StrCat("; did you mean '", closest, "'?");
}

}  // namespace rollcall
