// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_scan.h"

#include <algorithm>
#include <string_view>

#include "rollcall/instant.h"
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
  }
  TrackReplaced(record);
  if (!result_.request.from.has_value()) TrackLive(record);
}

// A later record replaces an earlier one of its key wherever it is. Compaction drops records without a key.
void ProbeScan::TrackReplaced(const topic::RecordView& record) {
  const std::string key(record.key.value_or(std::string_view()));
  const auto earlier = last_of_key_.find(key);
  if (record.key.has_value() && earlier != last_of_key_.end()) found_[earlier->second].is_replaced = true;
  if (record.offset >= result_.request.position || found_.size() == ProbeResult::kMaxFound) return;
  if (record.key.has_value()) last_of_key_[key] = found_.size();
  found_.push_back({*result_.last_found, !record.key.has_value()});
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

// What is missing may have been replaced by a record beyond the end, which has to be read too then.
ProbeResult ProbeScan::End(const LogBounds& log) {
  const ProbeRequest& request = result_.request;
  const bool lacks_expected = request.expect.has_value() && !result_.expect_found.has_value();
  const bool lacks_last = request.last_must_exist && result_.last_found != request.last_record;
  if (lacks_expected || lacks_last) result_.end_offset = std::max(result_.end_offset, log.end.value_or(0));
  for (const Found& found : found_) {
    (found.is_replaced ? result_.found_replaced : result_.found).push_back(found.record_id);
  }
  result_.log_start = log.start;
  result_.found_unexpected_live = !live_.empty();
  return result_;
}

}  // namespace rollcall::feed
