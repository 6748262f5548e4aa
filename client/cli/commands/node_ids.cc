// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/node_ids.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/absl_view.h"

namespace rollcall::cli {
namespace {

struct Range {
  int32_t first = 0;
  int32_t last = 0;
};

absl::StatusOr<Range> ParseRange(absl::string_view entry) {
  const size_t dash = entry.find('-', 1);  // a '-' at the start is a sign
  const absl::string_view last = dash == absl::string_view::npos ? entry : entry.substr(dash + 1);
  Range range;
  if (!absl::SimpleAtoi(entry.substr(0, dash), &range.first) || !absl::SimpleAtoi(last, &range.last)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", entry, "' is not a node id; write whole numbers or ranges such as 1,2 or 1-10"));
  }
  if (range.first <= range.last) return range;
  return absl::InvalidArgumentError(absl::StrCat("'", entry, "' runs downwards; write ", range.last, "-", range.first));
}

}  // namespace

absl::StatusOr<std::vector<int32_t>> ParseNodeIds(std::string_view text) {
  std::vector<int32_t> ids;
  for (absl::string_view entry : absl::StrSplit(AbslView(text), ',')) {
    const absl::StatusOr<Range> range = ParseRange(absl::StripAsciiWhitespace(entry));
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

}  // namespace rollcall::cli
