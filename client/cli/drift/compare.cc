// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/compare.h"

#include <tuple>
#include <utility>

namespace rollcall::cli {
namespace {

using Kind = Difference::Kind;
using Presence = Expected::Presence;

// Collects the differences of one node after the other, and joins those that are equal.
class Collector {
 public:
  void AddNode(int32_t node_id, const RunningRows& found, const ExpectedRows& expected) {
    for (const auto& [name, wanted] : expected) {
      const auto row = found.find(name);
      if (row != found.end()) {
        AddRow(node_id, name, row->second, wanted);
      } else if (wanted.presence != Presence::kAbsent) {
        Add(node_id, {name, Kind::kMissing, {}, {}, {}, wanted.presence == Presence::kSplit});
      }
    }
    for (const auto& [name, row] : found) {
      if (!expected.contains(name)) Add(node_id, {name, Kind::kExtra, {}, {}, {}, false});
    }
  }

  std::vector<Difference> Take() {
    std::vector<Difference> differences;
    for (auto& [key, node_ids] : nodes_by_key_) {
      const auto& [coprocessor, kind, field, expected, found, is_split] = key;
      differences.push_back({.coprocessor = coprocessor,
                             .kind = kind,
                             .field = field,
                             .expected = expected,
                             .found = found,
                             .is_split = is_split,
                             .node_ids = std::move(node_ids)});
    }
    return differences;
  }

 private:
  using Key =
      std::tuple<std::string, Kind, std::optional<Field>, std::optional<Definition>, std::optional<Definition>, bool>;

  void AddRow(int32_t node_id, const std::string& name, const Definition& row, const Expected& wanted) {
    if (wanted.presence != Presence::kPresent) {
      Add(node_id, {name, Kind::kExtra, {}, {}, {}, wanted.presence == Presence::kSplit});
    }
    if (wanted.presence == Presence::kAbsent) return;
    for (const Field field : kFields) {
      const Definition found = Only(field, row);
      const Definition expected = Only(field, wanted.definition);
      if (wanted.split_fields.contains(field)) {
        Add(node_id, {name, Kind::kDiffers, field, {}, found, true});
      } else if (found != expected) {
        Add(node_id, {name, Kind::kDiffers, field, expected, found, false});
      }
    }
  }

  void Add(int32_t node_id, Key key) { nodes_by_key_[std::move(key)].push_back(node_id); }

  std::map<Key, std::vector<int32_t>> nodes_by_key_;
};

}  // namespace

RunningRows RowsOf(const v1::NodeStatus& node) {
  RunningRows rows;
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) {
    rows.emplace(coprocessor.name(), DefinitionOf(coprocessor));
  }
  return rows;
}

std::vector<Difference> Compare(const RunningNodes& nodes,
                                const std::function<const ExpectedRows&(int32_t node_id)>& expected_of) {
  Collector collector;
  for (const auto& [id, rows] : nodes) collector.AddNode(id, rows, expected_of(id));
  return collector.Take();
}

}  // namespace rollcall::cli
