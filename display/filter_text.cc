// SPDX-License-Identifier: Apache-2.0
#include "display/filter_text.h"

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/comma_list.h"
#include "display/node_ids.h"

namespace rollcall {

std::optional<v1::NodeStatus::State> FilterState(std::string_view word) {
  if (word == "up") return v1::NodeStatus::STATE_UP;
  if (word == "down") return v1::NodeStatus::STATE_DOWN;
  if (word == "other") return v1::NodeStatus::STATE_OTHER;
  if (word == "invalid") return v1::NodeStatus::STATE_INVALID;
  return std::nullopt;
}

std::vector<std::string> FilterStateWords() { return {"up", "down", "other", "invalid"}; }

absl::Status AddNodeIds(std::string_view text, v1::Filter& filter) {
  const absl::StatusOr<std::vector<int32_t>> ids = ParseNodeIds(text);
  if (!ids.ok()) return ids.status();
  filter.mutable_node_ids()->Add(ids->begin(), ids->end());
  if (static_cast<size_t>(filter.node_ids_size()) <= kMaxNodeIds) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("at most ", kMaxNodeIds, " nodes fit one call"));
}

absl::Status AddStates(std::string_view text, v1::Filter& filter) {
  for (const std::string& word : SplitCommaList(text)) {
    const auto state = FilterState(word);
    if (!state.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("'", word, "' is not a state; write up, down, other or invalid"));
    }
    filter.add_states(*state);
  }
  return absl::OkStatus();
}

}  // namespace rollcall
