// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/line_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/instant.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMaxPieceBytes = 1 << 20;  // a snapshot is written in pieces, so that its lines are not all in memory

}  // namespace

LineView::LineView(EventFilter event_filter, FormatEvent format_event, absl::Duration connect_timeout,
                   CommandContext& context)
    : event_filter_(event_filter),
      format_event_(std::move(format_event)),
      connect_timeout_(connect_timeout),
      context_(context) {}

void LineView::OnWaiting(const Waiting& waiting) { PrintError(WaitingText(waiting, connect_timeout_), context_); }

void LineView::OnLost(const Lost& lost) { PrintError(LostText(lost, connect_timeout_), context_); }

void LineView::OnResumed(const Resumed& resumed) {
  const Instant now = context_.clock.Now();
  PrintError(ResumedText(resumed, now), context_);
  if (resumed.phase == Phase::kFirstConnection) return;
  pending_lines_ = absl::StrCat(
      format_event_(ResumedEvent{resumed.server, resumed.lost_time.WallAt(now), now.wall()}, now.wall()), "\n");
  event_filter_.ShowNextSynced();
}

absl::Status LineView::OnMessage(const client::AppliedMessage& applied, const client::WatchCache& cache) {
  std::string lines = std::exchange(pending_lines_, "");
  absl::Status written;
  event_filter_.SelectEvents(applied, cache.fold(), [&](const Event& event) {
    if (!written.ok()) return;
    absl::StrAppend(&lines, format_event_(event, context_.clock.Now().wall()), "\n");
    if (lines.size() < kMaxPieceBytes) return;
    written = context_.out.Write(lines);
    lines.clear();
  });
  if (applied.digest == client::AppliedMessage::Digest::kDiffers) PrintError(MismatchText(applied.header), context_);
  return written.ok() ? context_.out.Write(lines) : written;
}

}  // namespace rollcall::cli
