// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/line_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {

LineView::LineView(EventFilter event_filter, EventLine event_line, absl::Duration connect_timeout,
                   CommandContext& context)
    : event_filter_(std::move(event_filter)),
      event_line_(std::move(event_line)),
      connect_timeout_(connect_timeout),
      context_(context) {}

void LineView::OnLost(const Lost& lost) { PrintError(LostText(lost, connect_timeout_), context_); }

void LineView::OnResumed(const Resumed& resumed) {
  const absl::Time now = context_.clock.Now();
  PrintError(ResumedText(resumed, now), context_);
  if (resumed.before == Lost::Before::kNeverConnected) return;
  pending_ = absl::StrCat(event_line_(ResumedEvent{resumed.server, resumed.lost_time, now}, now), "\n");
  event_filter_.ExpectSync();
}

absl::Status LineView::OnStep(const client::AppliedMessage& step, const client::WatchCache& cache) {
  std::string lines = std::exchange(pending_, "");
  for (const Event& event : event_filter_.Pick(step, cache.fold())) {
    absl::StrAppend(&lines, event_line_(event, context_.clock.Now()), "\n");
  }
  if (step.digest == client::AppliedMessage::Digest::kDiffers) PrintError(MismatchText(cache.fold()), context_);
  return context_.out.Write(lines);
}

}  // namespace rollcall::cli
