// SPDX-License-Identifier: Apache-2.0
// The table of `list --by name`.
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render/node_ranges.h"
#include "client/cli/render/tables.h"
#include "display/rows.h"
#include "display/state_cell.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

// The rows of one name.
struct Group {
  std::set<int32_t> nodes;
  std::map<std::string, int> states;                       // how many nodes have it in this state
  std::map<std::vector<std::string>, std::string> topics;  // from the sorted topics to their text
  std::set<std::string> descriptions;
};

void Add(const Row& row, const v1::Header& header, Group& group) {
  group.nodes.insert(row.node->node_id());
  ++group.states[RowStateCell(row, header)];
  std::vector<std::string> topics(row.coprocessor->input_topics().begin(), row.coprocessor->input_topics().end());
  std::sort(topics.begin(), topics.end());
  group.topics.emplace(std::move(topics), TopicsText(*row.coprocessor));
  group.descriptions.insert(Sanitize(row.coprocessor->description()));
}

// "running", or "1 errored, 2 running" if the nodes differ.
std::string StatesText(const std::map<std::string, int>& states) {
  if (states.size() == 1) return states.begin()->first;
  return absl::StrJoin(
      states, ", ", [](std::string* out, const auto& entry) { absl::StrAppend(out, entry.second, " ", entry.first); });
}

// The text if there is one; otherwise how many there are.
std::string OneOrCount(size_t count, const std::string& first) {
  return count == 1 ? first : absl::StrCat("differs: ", count, " variants");
}

std::vector<Cell> CellsOf(const std::string& name, const Group& group) {
  const auto count = static_cast<int64_t>(group.nodes.size());
  return {{NameText(name)},
          {absl::StrCat(count), count},
          {StatesText(group.states)},
          {NodeRanges({group.nodes.begin(), group.nodes.end()}), *group.nodes.begin()},
          {OneOrCount(group.topics.size(), group.topics.begin()->second)},
          {OneOrCount(group.descriptions.size(), *group.descriptions.begin())}};
}

}  // namespace

Table NameTable(const v1::ListNodesResponse& listing) {
  Table table;
  table.columns = {{"name", "COPROCESSOR NAME", 2}, {"nodes", "NODES", 0},         {"state", "STATE", 1},
                   {"ids", "NODE IDS", 1},          {"topics", "INPUT TOPICS", 1}, {"description", "DESCRIPTION", 1}};
  std::map<std::string, Group> groups;
  for (const Row& row : RowsByName(listing.nodes())) Add(row, listing.header(), groups[row.coprocessor->name()]);
  for (const auto& [name, group] : groups) table.rows.push_back(CellsOf(name, group));
  return table;
}

std::vector<std::string> NameColumns() { return {"name", "nodes", "state", "ids", "topics", "description"}; }

}  // namespace rollcall::cli
