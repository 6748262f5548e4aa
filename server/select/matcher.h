// SPDX-License-Identifier: Apache-2.0
// Evaluates a filter, and remembers what its globs said of a text, if they cost more than the look-up. Not thread-safe:
// each thread that evaluates a filter has its own matcher.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/encoding/encoded_node.h"
#include "server/select/filter.h"
#include "server/select/verdict_memory.h"

namespace rollcall::select {

class Matcher {
 public:
  // What a matcher remembers that shares its memory with no other.
  static constexpr size_t kMaxOwnBytes = 4 << 20;

  // Borrows the filter.
  explicit Matcher(const Filter& filter)
      : Matcher(filter, filter.HasRowFilter() ? std::make_shared<VerdictMemory>(kMaxOwnBytes) : nullptr) {}
  Matcher(const Filter& filter, std::shared_ptr<VerdictMemory> memory)
      : filter_(filter), has_row_filter_(filter.HasRowFilter()), verdicts_(std::move(memory)) {}

  const Filter& filter() const { return filter_; }

  // Whether the request shows the node: Filter::MatchesNode and, if there is a row filter, at least one of its rows
  // matches.
  bool Matches(const encoding::EncodedNode& node);
  // Whether names and input_topics match a row. `row` is an encoded Coprocessor without tag and length.
  bool MatchesRow(std::string_view row);
  // The matching rows of a node, encoded as in node.rows().
  std::string MatchingRows(const encoding::EncodedNode& node);

  // What all calls together have cost, in bytes looked at: those of the rows, and those of each text once for each glob
  // that was tried on it. Depends on the calls alone, so that work can be divided by it and still be repeated exactly.
  int64_t work() const { return work_; }

 private:
  bool Matches(const GlobSet& globs, Verdicts::Field field, std::string_view text);
  bool TryGlobs(const GlobSet& globs, std::string_view text);

  const Filter& filter_;
  const bool has_row_filter_;  // its globs are not looked at where there are none, which saves a cache miss
  Verdicts verdicts_;
  int64_t work_ = 0;
};

}  // namespace rollcall::select
