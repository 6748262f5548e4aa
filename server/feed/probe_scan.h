// SPDX-License-Identifier: Apache-2.0
// Turns the records that a probe reads into its result (probe.h). Plain code. Not thread-safe.
//
// Call SetEnd once, then Take for each record, then End once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/log_bounds.h"
#include "server/feed/probe.h"
#include "topic/record/record.h"

namespace rollcall::feed {

class ProbeScan {
 public:
  // `started`: a time before the first request to the broker.
  ProbeScan(const ProbeRequest& request, Instant started);

  const ProbeRequest& request() const { return result_.request; }
  // The end of the log, as the leader reported it.
  void SetEnd(int64_t end_offset) { result_.end_offset = end_offset; }
  int64_t end_offset() const { return result_.end_offset; }
  // What no open transaction holds back is below it.
  void SetLastStable(int64_t offset) { result_.last_stable_offset = offset; }
  // Whether everything that can be read is read, if `next_offset` is the next offset to read.
  bool IsEnd(int64_t next_offset) const {
    return next_offset >= result_.last_stable_offset.value_or(result_.end_offset);
  }

  // The next record. Records come in the order of their offsets, from `request.from` on, or from the start of the log
  // if that is higher.
  void Apply(const topic::RecordView& record);

  // The end is reached. `log`: as the newest fetch showed it.
  ProbeResult End(const LogBounds& log);

 private:
  // Of the records below `request.position`.
  struct Found {
    state::RecordId record_id;
    bool is_replaced = false;
  };

  void TrackReplaced(const topic::RecordView& record);
  void TrackLive(const topic::RecordView& record);

  ProbeResult result_;
  std::vector<Found> found_;
  absl::flat_hash_map<std::string, size_t> last_of_key_;  // the position in found_
  absl::flat_hash_set<std::string> live_;  // node keys with a live record, for a request that expects none
};

}  // namespace rollcall::feed
