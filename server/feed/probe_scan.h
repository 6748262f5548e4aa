// SPDX-License-Identifier: Apache-2.0
// What a probe makes of the records that it meets. Plain code; see probe.h. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "server/feed/probe.h"
#include "topic/record/record.h"

namespace rollcall::feed {

class ProbeScan {
 public:
  // `started`: before the first request.
  ProbeScan(const ProbeRequest& request, absl::Time started);

  const ProbeRequest& request() const { return result_.request; }
  // As the leader told it; before any record.
  void SetEnd(int64_t end_offset) { result_.end_offset = end_offset; }
  // Whether everything below the end is read once this offset is next.
  bool IsEnd(int64_t next_offset) const { return next_offset >= result_.end_offset; }

  // In the order of the offsets, from the expected record's on, or from the log's start.
  void Take(const topic::RecordView& record);

  ProbeResult EndOutOfRange();
  ProbeResult End(int64_t log_start);

 private:
  ProbeResult result_;
  absl::flat_hash_set<std::string> live_;  // keys, where nothing is expected to be
};

}  // namespace rollcall::feed
