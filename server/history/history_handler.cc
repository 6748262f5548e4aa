// SPDX-License-Identifier: Apache-2.0
#include "server/history/history_handler.h"

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "server/encoding/proto_time.h"
#include "server/response/error.h"
#include "server/response/header.h"
#include "server/response/not_ready.h"
#include "server/select/caller_wait.h"
#include "server/select/matcher.h"

namespace rollcall::history {
namespace {

absl::Status NotRead(const std::string& topic, const absl::Status& why) {
  return response::Unavailable(v1::ERROR_REASON_HISTORY_NOT_READ,
                               absl::StrCat("the log of topic ", topic, " could not be read for a history: ",
                                            why.message(), "; try again, or another server"),
                               {{"topic", topic}, {"detail", std::string(why.message())}});
}

response::Totals TotalsOf(const state::Snapshot& snapshot, const select::Filter& filter) {
  response::Totals totals = response::TotalsOf(snapshot);
  if (filter.MatchesAll()) return totals;
  totals.digest = 0;
  totals.node_count = 0;
  select::Matcher matcher(filter);
  for (const state::NodeVersionPtr& version : *snapshot.nodes) {
    if (!matcher.Matches(*version->node)) continue;
    totals.digest += version->node->fingerprint;
    ++totals.node_count;
  }
  return totals;
}

void Describe(const HistoryReading& reading, v1::ListChangesResponse& response) {
  const HistoryFold& fold = reading.fold();
  if (const auto next = reading.page().next_before_offset()) response.set_next_before_offset(*next);
  response.set_complete_from_offset(fold.complete_from());
  const absl::Time complete_from = absl::FromUnixMillis(fold.complete_from_timestamp_ms());
  if (fold.complete_from_timestamp_ms() != topic::kNoTimestamp && encoding::FitsTimestamp(complete_from)) {
    encoding::SetTimestamp(complete_from, *response.mutable_complete_from_time());
  }
  response.set_log_start_offset(fold.log_start());
  response.set_start_offset(reading.start_offset());
}

}  // namespace

absl::StatusOr<std::unique_ptr<HistoryReading>> HistoryHandler::Read(const state::Snapshot& snapshot,
                                                                     const ChangesQuery& query,
                                                                     const Deadline& deadline,
                                                                     const std::function<bool()>& is_wanted,
                                                                     std::optional<size_t> newest_bytes) const {
  auto reading = std::make_unique<HistoryReading>(query, limits_.max_bytes, newest_bytes);
  const int64_t end = snapshot.revision + 1;
  if (end > 0) {
    if (absl::Status read = log_.Read(end, deadline, is_wanted, *reading); !read.ok()) return read;
  } else {
    reading->OnStart(0);
  }
  reading->End(end);
  if (absl::Status leads = CheckLeadsTo(snapshot, reading->fold(), query.filter, store_); !leads.ok()) return leads;
  return reading;
}

absl::StatusOr<std::unique_ptr<HistoryReading>> HistoryHandler::ReadPage(const state::Snapshot& snapshot,
                                                                         const ChangesQuery& query,
                                                                         const Deadline& deadline,
                                                                         const std::function<bool()>& is_wanted) const {
  const bool names_nodes = !query.filter.node_ids().empty();  // then few records are decoded anyway
  if (!names_nodes) {
    auto reading = Read(snapshot, query, deadline, is_wanted, limits_.newest_bytes);
    if (!reading.ok() || (*reading)->IsPageWhole()) return reading;
  }
  return Read(snapshot, query, deadline, is_wanted, std::nullopt);
}

absl::StatusOr<std::string> HistoryHandler::Handle(const ChangesQuery& query, absl::Duration time_left,
                                                   const std::function<Instant()>& clock,
                                                   const std::function<bool()>& is_wanted) const {
  const state::SourceStatus source = store_.Source();  // read before the snapshot, so that its evidence holds for it
  const state::SnapshotPtr snapshot = store_.Latest();
  if (snapshot == nullptr) return response::NotReady(source);
  const Deadline deadline(select::CallerWait(time_left, limits_.read_within));
  const absl::StatusOr<std::unique_ptr<HistoryReading>> reading = ReadPage(*snapshot, query, deadline, is_wanted);
  if (!reading.ok()) {
    const bool is_for_caller = absl::IsCancelled(reading.status()) || absl::IsFailedPrecondition(reading.status());
    return is_for_caller ? reading.status() : NotRead(source.topic, reading.status());
  }
  v1::ListChangesResponse response;
  *response.mutable_header() =
      response::MakeHeader(TotalsOf(*snapshot, query.filter), store_.Source(), store_.Server(), source.as_of, clock());
  Describe(**reading, response);
  return response.SerializeAsString() + (*reading)->page().Encoded();
}

}  // namespace rollcall::history
