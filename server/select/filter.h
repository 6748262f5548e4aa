// SPDX-License-Identifier: Apache-2.0
// A request's filter, checked and ready to use. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/select/glob.h"
#include "server/state/node.h"

namespace rollcall::select {

class Filter {
 public:
  // Selects everything.
  Filter() = default;

  // INVALID_FIELD or UNKNOWN_FILTER (errors.h) names the field.
  static absl::StatusOr<Filter> Compile(const v1::Filter& filter);

  // Whether node_ids admits the node.
  bool MatchesId(int32_t node_id) const { return node_ids_.empty() || node_ids_.contains(node_id); }
  // Whether node_ids and states admit the node, whatever its rows.
  bool MatchesNode(const encoding::EncodedNode& node) const;
  // Whether the node is shown: admitted and, where rows are selected, with a selected row.
  bool Matches(const encoding::EncodedNode& node) const;
  // Whether names or input_topics is set.
  bool HasRowFilter() const { return !names_.empty() || !input_topics_.empty(); }
  // `row` is the payload of an encoded Coprocessor.
  bool MatchesRow(std::string_view row) const;
  // The selected rows of a node, encoded as they stand in it.
  std::string MatchingRows(const encoding::EncodedNode& node) const;

  // The ids that node_ids names; empty: it admits all.
  const absl::flat_hash_set<int32_t>& node_ids() const { return node_ids_; }

  bool MatchesAll() const { return node_ids_.empty() && states_.empty() && !HasRowFilter(); }
  // The same bytes for filters that select the same by the same words, whatever their order.
  const std::string& canonical() const { return canonical_; }

 private:
  absl::flat_hash_set<int32_t> node_ids_;
  absl::flat_hash_set<int> states_;
  std::vector<Glob> names_;
  std::vector<Glob> input_topics_;
  std::string canonical_;
};

}  // namespace rollcall::select
