// SPDX-License-Identifier: Apache-2.0
#include "server/feed/probe_check.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::feed {
namespace {

constexpr int64_t kMaxProbedOffsets = 10'000;  // a probe must stay cheap

std::optional<int64_t> FindConflict(const ProbeResult& result, const state::Store& store,
                                    const state::KeyTable& table) {
  const auto& expect = result.request.expect;
  if (result.expect_found.has_value()) {
    CHECK(expect.has_value());
    if (result.expect_found != expect) return expect->offset;
  }
  const auto& last = result.request.last_record;
  const bool is_last_other = last.has_value() && result.last_found.has_value() && result.last_found != last &&
                             result.last_found->offset >= last->offset;
  if (is_last_other) return result.last_found->offset;
  const std::optional<int64_t> shown = store.FindConflict(result.found);
  if (shown.has_value()) return shown;
  const std::optional<int64_t> read = table.FindConflict(result.found, store.Revision() + 1);
  if (read.has_value()) return read;
  const std::optional<int64_t> replaced = store.FindOther(result.found_replaced);
  return replaced.has_value() ? replaced : table.FindOther(result.found_replaced);
}

bool IsExpectedGone(const ProbeResult& evidence, const state::KeyTable& table) {
  const ProbeRequest& request = evidence.request;
  if (!request.expect.has_value() || evidence.expect_found.has_value()) return false;
  return table.IsLatest(request.expect_key, request.expect->offset);
}

// A record that was read after the request may have replaced the last one. Then its absence proves nothing.
bool IsLastGone(const ProbeResult& evidence, const state::RecordId* last_record) {
  const ProbeRequest& request = evidence.request;
  return request.last_must_exist && last_record != nullptr && request.last_record == *last_record &&
         evidence.last_found != request.last_record;
}

}  // namespace

void ExpectRecords(const state::Store& store, int64_t verified_end, ProbeRequest& request) {
  CHECK_LE(verified_end, request.position);
  const int64_t first = std::max<int64_t>(request.position - kMaxProbedOffsets, 0);
  encoding::EncodedNodePtr expected = store.NewestShown(verified_end);
  if (expected == nullptr || expected->offset < first) expected = store.NewestShown();
  if (expected == nullptr) return;
  request.expect = state::RecordId{expected->offset, expected->fingerprint};
  request.expect_key = std::string(expected->key());
  const std::optional<state::RecordId> last = store.LastRecord(verified_end);
  request.from = std::min(expected->offset, std::max(last.has_value() ? last->offset : verified_end, first));
}

std::string FindOutsideLog(const ProbeResult& result, const CommitBarrier& barrier, const LogBounds& log) {
  const ProbeRequest& request = result.request;
  if (result.end_offset < request.position) {
    return absl::StrCat("it ends at offset ", result.end_offset, ", but was read up to offset ", request.position);
  }
  if (!barrier.IsTruncated(log.end)) return "";
  return absl::StrCat("it ends at offset ", *log.end, ", but ended at offset ", barrier.offset(), " before");
}

std::string FindOtherRecord(const ProbeResult& result, const state::Store& store, const state::KeyTable& table) {
  if (result.found_unexpected_live) return "there is a live record although none was left: the topic was recreated";
  const std::optional<int64_t> other = FindConflict(result, store, table);
  if (!other.has_value()) return "";
  return absl::StrCat("the record at offset ", *other,
                      " is not the one that was read there: the topic was recreated or truncated");
}

std::string FindMissingRecord(const ProbeResult& evidence, const state::KeyTable& table,
                              const state::RecordId* last_record) {
  const ProbeRequest& request = evidence.request;
  if (IsExpectedGone(evidence, table)) {
    return absl::StrCat("the record at offset ", request.expect->offset,
                        " is missing: the topic was recreated or its records were deleted");
  }
  if (!IsLastGone(evidence, last_record)) return "";
  return absl::StrCat("the last record, at offset ", request.last_record->offset,
                      ", is missing: the topic was truncated");
}

std::string FindDeletedRecord(const ProbeResult& evidence, const state::KeyTable& table) {
  const std::optional<int64_t> oldest = table.OldestLive();
  if (!oldest.has_value() || *oldest >= evidence.log_start) return "";
  return absl::StrCat("records below offset ", evidence.log_start, " were deleted");
}

}  // namespace rollcall::feed
