// SPDX-License-Identifier: Apache-2.0
// The filter of a request, checked and compiled; Matcher (matcher.h) looks at rows with it. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/response/field_errors.h"
#include "server/select/glob_set.h"

namespace rollcall::select {

class Filter {
 public:
  // Matches every node.
  Filter() = default;

  // Adds what is wrong with the filter to `errors`. If it adds anything, the result is not to be used.
  static Filter Compile(const v1::Filter& filter, response::FieldErrors& errors);

  // Whether node_ids matches the node.
  bool MatchesId(int32_t node_id) const { return node_ids_.empty() || node_ids_.contains(node_id); }
  // Whether node_ids and states match the node, whatever rows it has.
  bool MatchesNode(const encoding::EncodedNode& node) const;
  // Whether names or input_topics is set, the fields that select rows.
  bool HasRowFilter() const { return !names_.empty() || !input_topics_.empty(); }
  // Whether states is set.
  bool HasStates() const { return !states_.empty(); }
  const GlobSet& names() const { return names_; }
  const GlobSet& input_topics() const { return input_topics_; }

  // The ids in node_ids. Empty if the filter matches nodes of any id.
  const absl::flat_hash_set<int32_t>& node_ids() const { return node_ids_; }

  // Whether no field of the filter is set.
  bool MatchesAll() const { return canonical_.empty(); }
  // The filter as bytes, equal for two filters that have the same values in each field, in any order and number.
  const std::string& canonical() const { return canonical_; }

 private:
  absl::flat_hash_set<int32_t> node_ids_;
  absl::flat_hash_set<int> states_;
  GlobSet names_;
  GlobSet input_topics_;
  std::string canonical_;  // the serialized v1.Filter, whose values are sorted and unique
};

}  // namespace rollcall::select
