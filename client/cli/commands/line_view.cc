// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/line_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {

LineView::LineView(EventFilter event_filter, FormatEvent format_event, absl::Duration connect_timeout,
                   CommandContext& context)
    : event_filter_(event_filter),
      format_event_(std::move(format_event)),
      connect_timeout_(connect_timeout),
      context_(context) {}

void LineView::OnLost(const Lost& lost) { PrintError(LostText(lost, connect_timeout_), context_); }

void LineView::OnResumed(const Resumed& resumed) {
  const absl::Time now = context_.clock.Now();
  PrintError(ResumedText(resumed, now), context_);
  if (resumed.phase == Phase::kFirstConnection) return;
  pending_lines_ = absl::StrCat(format_event_(ResumedEvent{resumed.server, resumed.lost_time, now}, now), "\n");
  event_filter_.ShowNextSynced();
}

absl::Status LineView::OnMessage(const client::AppliedMessage& applied, const client::WatchCache& cache) {
  std::string lines = std::exchange(pending_lines_, "");
  for (const Event& event : event_filter_.SelectEvents(applied, cache.fold())) {
    absl::StrAppend(&lines, format_event_(event, context_.clock.Now()), "\n");
  }
  if (applied.digest == client::AppliedMessage::Digest::kDiffers) PrintError(MismatchText(cache.fold()), context_);
  return context_.out.Write(lines);
}

}  // namespace rollcall::cli
