// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/shown_states.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/record/key.h"

namespace rollcall::testing {
namespace {

// The newest record of each key: what compaction would leave of the topic.
using NewestByKey = std::map<std::optional<std::string>, ModelRecord>;

Nodes ShownNodes(const NewestByKey& newest, int64_t revision) {
  std::vector<ModelRecord> compacted;
  for (const auto& [key, record] : newest) compacted.push_back(record);
  return ExpectedNodes(compacted, revision, {}, v1::NODE_VIEW_BASIC);
}

std::string Encode(v1::NodeStatus node) {
  if (node.has_problem()) node.mutable_problem()->clear_message();  // its wording is free
  return node.SerializeAsString();
}

}  // namespace

ShownStates::ShownStates(const std::vector<ModelRecord>& records, int64_t last, std::vector<Wanted> all_wanted)
    : all_wanted_(std::move(all_wanted)), encoded_nodes_(all_wanted_.size()) {
  for (size_t i = 0; i < records.size(); ++i) {
    CHECK_GE(records[i].offset, i == 0 ? 0 : records[i - 1].offset + 1);
    CHECK_LE(records[i].offset, last);
  }
  NewestByKey newest;
  changes_before_.push_back(0);
  Winners winners;
  auto next = records.begin();
  for (int64_t revision = 0; revision <= last; ++revision) {
    changes_before_.push_back(changes_before_.back());
    if (next != records.end() && next->offset == revision) {
      CountChange(*next);
      newest[next->key] = *next;
      ++next;
      winners.clear();
      for (const auto& [id, node] : ShownNodes(newest, revision)) winners[id] = node.revision();
    }
    winners_.push_back(winners);
  }
  for (size_t which = 0; which < all_wanted_.size(); ++which) {
    for (const ModelRecord& record : records) {
      const Wanted& wanted = all_wanted_[which];
      for (const auto& [id, node] : ExpectedNodes({record}, record.offset, wanted.filter, wanted.view)) {
        encoded_nodes_[which][record.offset] = Encode(node);
      }
    }
  }
}

const Wanted& ShownStates::wanted(size_t which) const {
  CHECK_LT(which, all_wanted_.size());
  return all_wanted_[which];
}

void ShownStates::CountChange(const ModelRecord& record) {
  if (!record.key.has_value()) return;
  const topic::KeyIds ids = topic::ReadKey(*record.key);
  for (const std::optional<int32_t>& id : {ids.binary, ids.decimal}) {
    if (!id.has_value()) continue;
    changed_at_[*id].push_back(record.offset);
    ++changes_before_.back();
  }
}

const std::string* ShownStates::Encoded(size_t which, int64_t offset) const {
  const auto found = encoded_nodes_[which].find(offset);
  return found == encoded_nodes_[which].end() ? nullptr : &found->second;
}

std::string ShownStates::CheckNode(size_t which, const v1::NodeStatus& node) const {
  const std::string* encoded = Encoded(which, node.revision());
  if (encoded == nullptr) return absl::StrCat("a node is sent that is not selected:\n", node.DebugString());
  if (Encode(node) == *encoded) return "";
  v1::NodeStatus expected;
  expected.ParseFromString(*encoded);
  return absl::StrCat("a node is sent as\n", node.DebugString(), "instead of\n", expected.DebugString());
}

std::string ShownStates::CheckNodes(size_t which, int64_t revision, const Nodes& nodes) const {
  if (revision >= static_cast<int64_t>(winners_.size())) return absl::StrCat("there is no revision ", revision);
  static const Winners nothing;
  const Winners& winners = revision < 0 ? nothing : winners_[static_cast<size_t>(revision)];
  for (const auto& [id, offset] : winners) {
    const auto held = nodes.find(id);
    const bool is_shown = Encoded(which, offset) != nullptr;
    if (is_shown && held == nodes.end()) return absl::StrCat("node ", id, " is missing");
    if (is_shown && held->second.revision() != offset) {
      return absl::StrCat("node ", id, " shows record ", held->second.revision(), " instead of ", offset);
    }
  }
  for (const auto& [id, node] : nodes) {
    const auto winner = winners.find(id);
    if (winner == winners.end() || Encoded(which, winner->second) == nullptr) {
      return absl::StrCat("node ", id, " should not be there");
    }
  }
  return "";
}

bool ShownStates::Changed(int32_t node_id, int64_t after, int64_t to) const {
  const auto found = changed_at_.find(node_id);
  if (found == changed_at_.end()) return false;
  const auto next = std::upper_bound(found->second.begin(), found->second.end(), after);
  return next != found->second.end() && *next <= to;
}

int64_t ShownStates::Changes(int64_t after, int64_t to) const {
  CHECK_GE(after, -1);
  CHECK_LE(after, to);
  CHECK_LT(to + 1, static_cast<int64_t>(changes_before_.size()));
  return changes_before_[static_cast<size_t>(to + 1)] - changes_before_[static_cast<size_t>(after + 1)];
}

}  // namespace rollcall::testing
