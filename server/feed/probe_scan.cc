// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_scan.h"

#include "base/instant.h"
#include "topic/record/key.h"

namespace rollcall::feed {

ProbeScan::ProbeScan(const ProbeRequest& request, Instant started) {
  result_.request = request;
  result_.started = started;
}

void ProbeScan::Apply(const topic::RecordView& record) {
  const auto& expect = result_.request.expect;
  if (record.offset < result_.request.position) {
    result_.last_found = state::RecordId{record.offset, topic::Fingerprint(record)};
    if (expect.has_value() && record.offset == expect->offset) result_.expect_found = result_.last_found;
    if (result_.found.size() < ProbeResult::kMaxFound) result_.found.push_back(*result_.last_found);
  }
  if (!result_.request.from.has_value()) TrackLive(record);
}

// A tombstone counts at any offset: the key is not live after it.
void ProbeScan::TrackLive(const topic::RecordView& record) {
  if (!record.key.has_value() || !topic::ReadKey(*record.key).IsNodeKey()) return;
  if (!record.value.has_value()) {
    live_.erase(std::string(*record.key));
  } else if (record.offset < result_.request.shown_end) {
    live_.insert(std::string(*record.key));
  }
}

ProbeResult ProbeScan::End(int64_t log_start) {
  result_.log_start = log_start;
  result_.found_unexpected_live = !live_.empty();
  return result_;
}

}  // namespace rollcall::feed
