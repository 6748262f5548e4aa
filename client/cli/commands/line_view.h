// SPDX-License-Identifier: Apache-2.0
// A watch as lines: NDJSON for programs, sentences for logs.
#pragma once

#include <functional>
#include <string>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/render/event.h"

namespace rollcall::cli {

class LineView final : public WatchView {
 public:
  // `write` makes the line of an event, without its end; `now` is the time of the event for the reader.
  using EventLine = std::function<std::string(const Event& event, absl::Time now)>;
  LineView(EventFilter event_filter, EventLine event_line, absl::Duration connect_timeout, CommandContext& context);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  absl::Status OnStep(const client::AppliedMessage& step, const client::WatchCache& cache) override;
  absl::Time NextTick() const override { return absl::InfiniteFuture(); }
  absl::Status Tick(const client::WatchCache&) override { return absl::OkStatus(); }
  void End(const client::WatchCache&) override {}

 private:
  EventFilter event_filter_;
  const EventLine event_line_;
  const absl::Duration connect_timeout_;
  CommandContext& context_;
  std::string pending_;  // lines of events that came before the step they belong to
};

}  // namespace rollcall::cli
