// SPDX-License-Identifier: Apache-2.0
#include "client/cli/render/node_ranges.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMaxRangesInText = 8;
constexpr int64_t kShortestRange = 3;  // "1,2" is read more easily than "1-2"

struct Range {
  int64_t first;
  int64_t last;
  int64_t size() const { return last - first + 1; }
};

std::vector<Range> RangesOf(std::vector<int32_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Range> ranges;
  for (const int32_t id : ids) {
    const bool continues = !ranges.empty() && ranges.back().first >= 0 && ranges.back().last + 1 == id;
    if (continues) {
      ranges.back().last = id;
    } else {
      ranges.push_back({id, id});
    }
  }
  return ranges;
}

void AppendRange(std::string* out, const Range& range) {
  if (range.size() >= kShortestRange) {
    absl::StrAppend(out, range.first, "-", range.last);
  } else {
    absl::StrAppend(out, range.first, range.size() == 2 ? absl::StrCat(",", range.last) : "");
  }
}

std::string Join(const std::vector<Range>& ranges) { return absl::StrJoin(ranges, ",", AppendRange); }

}  // namespace

std::string NodeRanges(std::vector<int32_t> ids) { return Join(RangesOf(std::move(ids))); }

std::string NodesText(std::vector<int32_t> ids) {
  CHECK(!ids.empty());
  std::vector<Range> ranges = RangesOf(std::move(ids));
  int64_t left_out = 0;
  for (; ranges.size() > kMaxRangesInText; ranges.pop_back()) left_out += ranges.back().size();
  const bool is_one = ranges.size() == 1 && ranges.front().size() == 1;
  const std::string more = left_out > 0 ? absl::StrCat(" and ", left_out, " more") : "";
  return absl::StrCat(is_one ? "node " : "nodes ", Join(ranges), more);
}

}  // namespace rollcall::cli
