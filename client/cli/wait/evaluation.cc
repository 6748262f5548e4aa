// SPDX-License-Identifier: Apache-2.0
#include "client/cli/wait/evaluation.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/node_ranges.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMaxGroups = 6;

struct Group {
  std::string what;
  std::vector<int32_t> node_ids;  // empty: about all nodes together
};

// In the order of the first finding of each group.
std::vector<Group> GroupsOf(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  std::map<std::pair<bool, std::string>, size_t> places;  // by what makes a group, in `groups`
  for (const Finding& finding : findings) {
    const auto [place, is_new] = places.try_emplace({finding.node_id.has_value(), finding.what}, groups.size());
    if (is_new) groups.push_back({.what = finding.what, .node_ids = {}});
    if (finding.node_id.has_value()) groups[place->second].node_ids.push_back(*finding.node_id);
  }
  return groups;
}

void AppendGroup(std::string* out, const Group& group) {
  absl::StrAppend(out, group.node_ids.empty() ? "" : absl::StrCat(NodesText(group.node_ids), ": "), group.what);
}

}  // namespace

std::string FindingsText(const std::vector<Finding>& findings) {
  std::vector<Group> groups = GroupsOf(findings);
  size_t left_out = 0;
  for (; groups.size() > kMaxGroups; groups.pop_back()) left_out += std::max<size_t>(groups.back().node_ids.size(), 1);
  const std::string more = left_out > 0 ? absl::StrCat("; and ", left_out, " more") : "";
  return absl::StrCat(absl::StrJoin(groups, "; ", AppendGroup), more);
}

}  // namespace rollcall::cli
