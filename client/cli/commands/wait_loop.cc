// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/wait_loop.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"
#include "display/text_format.h"

namespace rollcall::cli {

WaitLoop::WaitLoop(WaitConditions conditions, absl::Duration timeout, absl::Duration connect_timeout,
                   CommandContext& context)
    : timeout_(timeout),
      connect_timeout_(connect_timeout),
      context_(context),
      began_(context.clock.Now()),
      state_(std::move(conditions)),
      progress_(began_) {}

void WaitLoop::OnLost(const Lost& lost) { state_.OnStreamLost(LostText(lost, connect_timeout_)); }

void WaitLoop::OnWrongDigest(const WrongDigest& wrong) { state_.OnStreamLost(WrongDigestText(wrong)); }

ExitCode WaitLoop::Run(client::ClusterWatch& watch) {
  // Not since `began_`: if no server answers, the watch ends first, with an error that names each server.
  const Instant end = context_.clock.Now() + timeout_;
  while (true) {
    client::ViewStep step;
    const Instant until = std::min(end, progress_.NextTick(state_.waiting_for()));
    const client::WatchRead read = watch.Next(until, step);
    if (read == client::WatchRead::kEnd) return OnWatchEnded(watch.Finish());
    if (read == client::WatchRead::kMessage) OnMessage(step, watch);
    if (state_.outcome() != WaitState::Outcome::kWaiting) return End();
    if (context_.clock.Now() >= end) return OnTimeout();
    SayWhatFor();
  }
}

void WaitLoop::OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch) {
  if (step.digest != client::ViewStep::Digest::kMatches) return;
  if (step.snapshot.has_value()) state_.OnGap();
  state_.OnCheckpoint(watch.view().nodes(), watch.view().header(), context_.clock.Now());
}

void WaitLoop::SayWhatFor() {
  const std::string& what = state_.waiting_for();
  if (progress_.IsDue(what, context_.clock.Now())) PrintError(absl::StrCat("waiting for ", what), context_);
}

ExitCode WaitLoop::End() const {
  if (state_.outcome() == WaitState::Outcome::kUnless) {
    PrintError(state_.result(), context_);
    return kExitNo;
  }
  const absl::Duration waited = context_.clock.Now() - began_;
  const bool is_long = waited > Progress::kInterval;
  if (is_long) PrintError(absl::StrCat(state_.result(), ", after ", AgeText(waited)), context_);
  return kExitYes;
}

ExitCode WaitLoop::OnTimeout() const {
  const std::string limit = absl::FormatDuration(timeout_);
  if (!state_.has_trusted()) {
    PrintError(absl::StrCat("no trustworthy answer within ", limit, "; still waiting for ", state_.waiting_for()),
               context_);
    return kExitNoAnswer;
  }
  PrintError(absl::StrCat("time ran out after ", limit, " at revision ", state_.revision(), "; still waiting for ",
                          state_.waiting_for()),
             context_);
  return kExitTimeout;
}

ExitCode WaitLoop::OnWatchEnded(const absl::Status& why) const {
  if (!absl::IsCancelled(why) || !context_.cancellation.cancelled()) return ReportError(why, context_);
  // Not kExitYes: a script must not go on as if the conditions held.
  PrintError(absl::StrCat("interrupted; was still waiting for ", state_.waiting_for()), context_);
  return kExitNoAnswer;
}

}  // namespace rollcall::cli
