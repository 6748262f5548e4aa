// SPDX-License-Identifier: Apache-2.0
#include "server/page/summary.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/encoding/fresh_period.h"
#include "server/encoding/proto_time.h"
#include "server/response/header.h"

namespace rollcall::page {
namespace {

response::Totals TotalsOf(const state::SnapshotPtr& snapshot) {
  return snapshot == nullptr ? response::Totals() : response::TotalsOf(*snapshot);
}

int64_t UnixMs(const google::protobuf::Timestamp& time) { return absl::ToUnixMillis(encoding::ToTime(time)); }

}  // namespace

Staleness StalenessOf(const encoding::EncodedNode& node, const v1::Header& header) {
  const bool is_fresh =
      !header.has_as_of_time() || encoding::FreshPeriodOf(node).Contains(encoding::ToTime(header.as_of_time()));
  return is_fresh ? Staleness::kFresh : Staleness::kStale;
}

// The source is read first, so that its evidence holds for the snapshot.
StoreState ReadState(const state::Store& store) {
  state::SourceStatus source = store.Source();
  return {.snapshot = store.Latest(), .source = std::move(source)};
}

Summary Summarize(const StoreState& state, const state::ServerIdentity& server, Instant now) {
  Summary summary = {
      .header = response::MakeHeader(TotalsOf(state.snapshot), state.source, server, state.source.as_of, now),
      .counts = {},
      .is_ready = state.snapshot != nullptr,
      .detail = state.source.detail};
  if (!summary.is_ready) return summary;
  for (const state::NodeVersionPtr& version : *state.snapshot->nodes) {
    summary.counts.Add(version->node->state, StalenessOf(*version->node, summary.header));
  }
  return summary;
}

std::string ShownKey(const Summary& summary, uint64_t digest) {
  const NodeCounts& counts = summary.counts;
  return absl::StrFormat("%016x.%d.%d.%d.%d.%d.%d.%d.%d", digest, summary.is_ready ? 1 : 0,
                         static_cast<int>(summary.header.source_state()), counts.up, counts.down, counts.other,
                         counts.invalid, counts.stale, summary.header.problem_count());
}

// A browser that lost the connection asks again after `retry` milliseconds; the page's own script does so itself.
std::string StateEvent(const Summary& summary, uint64_t digest) {
  const v1::Header& header = summary.header;
  return absl::StrCat("event: state\nretry: 2000\ndata: {\"key\":\"", ShownKey(summary, digest),
                      "\",\"revision\":", header.revision(),
                      ",\"asOf\":", header.has_as_of_time() ? absl::StrCat(UnixMs(header.as_of_time())) : "null",
                      ",\"now\":", UnixMs(header.answer_time()), "}\n\n");
}

}  // namespace rollcall::page
