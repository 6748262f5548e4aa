// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/state_selection.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/absl_view.h"
#include "display/filter_text.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// The words of rollcall-agent for a coprocessor. Other publishers may have others, but a word that nobody writes is
// more often a mistake, and must not look like "nothing matches".
constexpr absl::string_view kRowStates[] = {"running", "errored", "inactive", "unknown"};

bool IsRowState(absl::string_view word) {
  return std::find(std::begin(kRowStates), std::end(kRowStates), word) != std::end(kRowStates);
}

}  // namespace

std::vector<std::string> StateSelection::Words() {
  std::vector<std::string> words = FilterStateWords();
  words.emplace_back("stale");
  for (const absl::string_view word : kRowStates) words.emplace_back(word);
  return words;
}

absl::Status StateSelection::Add(std::string_view words) {
  for (absl::string_view entry : absl::StrSplit(AbslView(words), ',')) {
    const absl::string_view word = absl::StripAsciiWhitespace(entry);
    if (const auto state = FilterState(std::string(word))) {
      node_states_.push_back(*state);
    } else if (word == "stale") {
      stale_ = true;
    } else if (IsRowState(word)) {
      row_states_.emplace(word);
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("'", word,
                       "' is not a state; write up, down, other, invalid or stale for nodes, or running, "
                       "errored, inactive or unknown for coprocessors"));
    }
  }
  return absl::OkStatus();
}

std::vector<v1::NodeStatus::State> StateSelection::ForServer() const {
  return IsForServer() ? node_states_ : std::vector<v1::NodeStatus::State>();
}

bool StateSelection::SelectsNode(const v1::NodeStatus& node, const v1::Header& header) const {
  if (stale_ && client::IsStale(node, header)) return true;
  return std::find(node_states_.begin(), node_states_.end(), node.state()) != node_states_.end();
}

v1::NodeStatus StateSelection::WithSelectedRows(const v1::NodeStatus& node) const {
  v1::NodeStatus selected = node;
  selected.clear_coprocessors();
  for (const v1::Coprocessor& row : node.coprocessors()) {
    if (row_states_.contains(row.state_text())) *selected.add_coprocessors() = row;
  }
  return selected;
}

void StateSelection::Apply(v1::ListNodesResponse& listing) const {
  if (IsForServer()) return;
  v1::ListNodesResponse kept = listing;
  kept.clear_nodes();
  uint64_t digest = 0;
  for (const v1::NodeStatus& node : listing.nodes()) {
    const bool is_whole = SelectsNode(node, listing.header());
    v1::NodeStatus selected = is_whole ? node : WithSelectedRows(node);
    if (!is_whole && selected.coprocessors().empty()) continue;
    digest += selected.fingerprint();
    *kept.add_nodes() = std::move(selected);
  }
  kept.mutable_header()->set_node_count(kept.nodes_size());
  kept.mutable_header()->set_digest(digest);
  listing.Swap(&kept);
}

}  // namespace rollcall::cli
