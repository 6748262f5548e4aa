// SPDX-License-Identifier: Apache-2.0
#include "display/node_ids.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/comma_list.h"
#include "base/id_range.h"

namespace rollcall {
namespace {

absl::StatusOr<IdRange> CheckedRange(const std::string& entry) {
  const std::optional<IdRange> range = ParseIdRange(entry);
  if (!range.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", entry, "' is not a node id; write whole numbers or ranges such as 1,2 or 1-10"));
  }
  if (range->first <= range->last) return *range;
  return absl::InvalidArgumentError(
      absl::StrCat("'", entry, "' runs downwards; write ", range->last, "-", range->first));
}

}  // namespace

absl::StatusOr<std::vector<int32_t>> ParseNodeIds(std::string_view text) {
  std::vector<int32_t> ids;
  for (const std::string& entry : SplitCommaList(text)) {
    const absl::StatusOr<IdRange> range = CheckedRange(entry);
    if (!range.ok()) return range.status();
    const auto count = static_cast<size_t>(int64_t{range->last} - range->first) + 1;
    if (ids.size() + count > kMaxNodeIds) {
      return absl::InvalidArgumentError(absl::StrCat("'", AbslView(text), "' names more than ", kMaxNodeIds,
                                                     " nodes, which is the most for one call"));
    }
    for (int64_t id = range->first; id <= range->last; ++id) ids.push_back(static_cast<int32_t>(id));
  }
  return ids;
}

}  // namespace rollcall
