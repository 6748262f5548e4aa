// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/id_set.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/comma_list.h"
#include "base/id_range.h"

namespace rollcall::cli {

absl::StatusOr<std::vector<int32_t>> ParseIdSet(std::string_view text) {
  std::set<int32_t> ids;
  for (const std::string& entry : SplitCommaList(text)) {
    const std::optional<IdRange> range = ParseIdRange(entry);
    if (!range.has_value() || range->first > range->last) {
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
