// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/id_set.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/comma_list.h"

namespace rollcall::cli {
namespace {

struct IdRange {
  int32_t first;
  int32_t last;
};

std::optional<int32_t> ParseId(std::string_view text) {
  int32_t id = 0;
  if (!absl::SimpleAtoi(AbslView(text), &id)) return std::nullopt;
  return id;
}

// "7", "-7" or "1-3".
std::optional<IdRange> ParseRange(std::string_view entry) {
  if (const std::optional<int32_t> id = ParseId(entry)) return IdRange{*id, *id};
  const size_t dash = entry.find('-', 1);  // a dash at the start is a sign
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<int32_t> first = ParseId(entry.substr(0, dash));
  const std::optional<int32_t> last = ParseId(entry.substr(dash + 1));
  if (!first.has_value() || !last.has_value() || *first > *last) return std::nullopt;
  return IdRange{*first, *last};
}

}  // namespace

absl::StatusOr<std::vector<int32_t>> ParseIdSet(std::string_view text) {
  std::set<int32_t> ids;
  for (const std::string& entry : SplitCommaList(text)) {
    const std::optional<IdRange> range = entry.empty() ? std::nullopt : ParseRange(entry);
    if (!range.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("'", entry, "' is neither a node id nor a range of them"));
    }
    if (int64_t{range->last} - range->first >= kMaxIds) {
      return absl::InvalidArgumentError(absl::StrCat("'", entry, "' has more than ", kMaxIds, " node ids"));
    }
    for (int64_t id = range->first; id <= range->last; ++id) ids.insert(static_cast<int32_t>(id));
  }
  return std::vector<int32_t>(ids.begin(), ids.end());
}

}  // namespace rollcall::cli
