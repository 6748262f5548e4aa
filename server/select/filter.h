// SPDX-License-Identifier: Apache-2.0
// The filter of a request, checked and compiled. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/select/glob.h"

namespace rollcall::select {

class Filter {
 public:
  // Matches every node.
  Filter() = default;

  // INVALID_FIELD or UNKNOWN_FILTER (response/error.h), with the name of the field.
  static absl::StatusOr<Filter> Compile(const v1::Filter& filter);

  // Whether node_ids matches the node.
  bool MatchesId(int32_t node_id) const { return node_ids_.empty() || node_ids_.contains(node_id); }
  // Whether node_ids and states match the node, whatever rows it has.
  bool MatchesNode(const encoding::EncodedNode& node) const;
  // Whether the request shows the node: MatchesNode and, if there is a row filter, at least one of its rows matches.
  bool Matches(const encoding::EncodedNode& node) const;
  // Whether names or input_topics is set, the fields that MatchesRow looks at.
  bool HasRowFilter() const { return !names_.empty() || !input_topics_.empty(); }
  // Whether names and input_topics match a row. `row` is an encoded Coprocessor without tag and length.
  bool MatchesRow(std::string_view row) const;
  // The matching rows of a node, encoded as in node.rows().
  std::string MatchingRows(const encoding::EncodedNode& node) const;

  // The ids in node_ids. Empty if the filter matches nodes of any id.
  const absl::flat_hash_set<int32_t>& node_ids() const { return node_ids_; }

  // Whether no field of the filter is set.
  bool MatchesAll() const { return canonical_.empty(); }
  // The filter as bytes, equal for two filters that have the same values in each field, in any order and number.
  const std::string& canonical() const { return canonical_; }

 private:
  absl::flat_hash_set<int32_t> node_ids_;
  absl::flat_hash_set<int> states_;
  std::vector<Glob> names_;
  std::vector<Glob> input_topics_;
  std::string canonical_;  // the serialized v1.Filter, whose values are sorted and unique
};

}  // namespace rollcall::select
