// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/line_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"
#include "rollcall/client/error.h"
#include "rollcall/instant.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMaxPieceBytes = 1 << 20;  // a snapshot is written in pieces, so that its lines are not all in memory

}  // namespace

LineView::LineView(const v1::Filter& filter, EventFilter event_filter, FormatEvent format_event,
                   absl::Duration connect_timeout, CommandContext& context)
    : hidden_(filter),
      event_filter_(std::move(event_filter)),
      format_event_(std::move(format_event)),
      connect_timeout_(connect_timeout),
      context_(context) {}

void LineView::Start(client::Client& client) {
  if (!hidden_.admitted_states().empty()) hidden_.Start(client);
}

void LineView::OnWaiting(const Waiting& waiting) { PrintError(WaitingText(waiting, connect_timeout_), context_); }

// A terminal that shows the lines needs no second message.
void LineView::Report(const std::string& message) {
  if (!context_.out_is_terminal || !context_.err_is_terminal) PrintError(message, context_);
}

void LineView::AppendLine(const Event& event, std::string& lines) const {
  const std::string line = format_event_(event, context_.clock.Now().wall());
  if (!line.empty()) absl::StrAppend(&lines, line, "\n");
}

// The line is written at once, because the next message may be far away.
void LineView::OnLost(const Lost& lost) {
  if (lost.phase == Phase::kFirstConnection) return PrintError(LostText(lost, connect_timeout_), context_);
  Report(LostText(lost, connect_timeout_));
  std::string line;
  AppendLine(LostEvent{lost.server, client::Summary(lost.why), context_.clock.Now().wall()}, line);
  lost_written_.Update(context_.out.Write(line));
}

void LineView::OnResumed(const Resumed& resumed) {
  const Instant now = context_.clock.Now();
  if (resumed.phase == Phase::kFirstConnection) return PrintError(ResumedText(resumed, now), context_);
  Report(ResumedText(resumed, now));
  AppendLine(ResumedEvent{resumed.server, resumed.lost_time.WallAt(now), now.wall()}, pending_lines_);
  event_filter_.ShowNextSynced();
}

void LineView::OnWrongDigest(const WrongDigest& wrong) { PrintError(WrongDigestText(wrong), context_); }

absl::Status LineView::OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch) {
  std::string lines = std::exchange(pending_lines_, "");
  absl::Status written;
  event_filter_.SelectEvents(step, watch.view(), [&](const Event& event) {
    if (!written.ok()) return;
    AppendLine(event, lines);
    if (lines.size() < kMaxPieceBytes) return;
    written = context_.out.Write(lines);
    lines.clear();
  });
  has_synced_ |= step.digest == client::ViewStep::Digest::kMatches;
  return written.ok() ? context_.out.Write(lines) : written;
}

Instant LineView::NextTick() const { return hidden_.NextPoll(context_.clock.Now()); }

absl::Status LineView::Tick(const client::ClusterWatch& watch) {
  hidden_.Poll(context_.clock.Now());
  if (!hidden_.is_complete() || !has_synced_) return lost_written_;
  lost_written_.Update(WriteHidden(watch.view().nodes()));
  hidden_.Stop();
  return lost_written_;
}

// Once: what goes down later is told as removed if it was shown, and was never shown otherwise.
absl::Status LineView::WriteHidden(const std::map<int32_t, v1::NodeStatus>& shown) {
  std::string lines;
  for (const auto& [id, node] : hidden_.nodes()) {
    const bool is_admitted = hidden_.admitted_states().contains(node.state());
    if (is_admitted && !shown.contains(id)) AppendLine(HiddenEvent{node}, lines);
  }
  return lines.empty() ? absl::OkStatus() : context_.out.Write(lines);
}

}  // namespace rollcall::cli
