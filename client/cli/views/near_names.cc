// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/near_names.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/absl_view.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMostNames = 3;
// Comparing costs the product of the lengths; nobody mistypes a name that is longer.
constexpr size_t kLongestName = 300;

// How many letters must be added, removed, replaced or swapped with the next one to make `b` of `a`.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::vector<size_t> row(b.size() + 1, i);
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::exchange(last, std::move(row));
  }
  return last[b.size()];
}

// nullopt if the two are not alike. Both are in lower case.
std::optional<size_t> Unlikeness(const std::string& wanted, const std::string& name) {
  if (wanted.empty() || name.empty() || std::max(wanted.size(), name.size()) > kLongestName) return std::nullopt;
  const size_t distance = EditDistance(wanted, name);
  const size_t most = std::max<size_t>(1, std::min(wanted.size(), name.size()) / 3);
  if (distance <= most) return distance;
  constexpr size_t kShortestPart = 3;
  const bool is_long = std::min(wanted.size(), name.size()) >= kShortestPart;
  const bool contains = absl::StrContains(name, wanted) || absl::StrContains(wanted, name);
  return is_long && contains ? std::optional(distance) : std::nullopt;
}

}  // namespace

std::vector<std::string> NearNames(std::string_view wanted, const std::vector<std::string>& names) {
  const std::string lower = absl::AsciiStrToLower(AbslView(wanted));
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& name : names) {
    const std::optional<size_t> unlikeness = Unlikeness(lower, absl::AsciiStrToLower(name));
    if (unlikeness.has_value()) near.emplace_back(*unlikeness, name);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  if (near.size() > kMostNames) near.resize(kMostNames);
  std::vector<std::string> result;
  for (auto& [unlikeness, name] : near) result.push_back(std::move(name));
  return result;
}

}  // namespace rollcall::cli
