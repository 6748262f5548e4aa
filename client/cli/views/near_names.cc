// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/near_names.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/absl_view.h"
#include "base/suggestion.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMostNames = 3;
// Comparing costs the product of the lengths; nobody mistypes a name that is longer.
constexpr size_t kLongestName = 300;

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
