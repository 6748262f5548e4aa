// SPDX-License-Identifier: Apache-2.0
// The newest changes that a request selects, encoded, as many as a page holds. Not thread-safe; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "server/history/changes_query.h"
#include "server/history/history_fold.h"
#include "server/history/log.h"
#include "server/select/matcher.h"

namespace rollcall::history {

class ChangePage {
 public:
  static constexpr size_t kMaxBytes = 1 << 20;

  // Borrows the query.
  explicit ChangePage(const ChangesQuery& query) : query_(query), matcher_(query.filter) {}

  // What `record` changed. Offsets ascend. Makes room by dropping the oldest changes; those of the newest record stay,
  // whatever their size.
  void Add(const LogRecord& record, const std::vector<NodeStep>& steps);

  // The changes, newest first, as the field ListChangesResponse.changes.
  std::string Encoded() const;
  // Where the next page begins: the offset of the oldest change, if older ones were dropped.
  std::optional<int64_t> next_before_offset() const;

 private:
  struct Change {
    int64_t offset = 0;
    std::string bytes;  // a NodeChange
  };

  // nullopt: the request does not select this change.
  std::optional<v1::NodeChange::Kind> KindOf(const NodeStep& step);
  bool SaysTheSame(const encoding::EncodedNode& a, const encoding::EncodedNode& b);
  std::string Encode(const LogRecord& record, const NodeStep& step, v1::NodeChange::Kind kind);
  std::string Trimmed(const encoding::EncodedNode& node);
  void DropOldest();

  const ChangesQuery& query_;
  select::Matcher matcher_;
  std::deque<Change> changes_;  // by offset, ascending
  size_t bytes_ = 0;
  bool has_dropped_ = false;
};

}  // namespace rollcall::history
