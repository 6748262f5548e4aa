// A watch as lines: NDJSON for programs, sentences for logs.
#pragma once

#include <functional>
#include <string>

#include "client/commands/surroundings.h"
#include "client/commands/watch_view.h"
#include "client/render/event.h"

namespace rollcall::client {

class LineView final : public WatchView {
 public:
  // `write` makes the line of an event, without its end; `now` is the time of the event for the reader.
  using EventLine = std::function<std::string(const Event& event, absl::Time now)>;
  LineView(EventPicker picker, EventLine event_line, absl::Duration connect_timeout, Surroundings& surroundings);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  absl::Status OnStep(const FoldStep& step, const Mirror& mirror) override;
  absl::Time NextTick() const override { return absl::InfiniteFuture(); }
  absl::Status Tick(const Mirror&) override { return absl::OkStatus(); }
  void End(const Mirror&) override {}

 private:
  EventPicker picker_;
  const EventLine event_line_;
  const absl::Duration connect_timeout_;
  Surroundings& surroundings_;
  std::string pending_;  // lines of events that came before the step they belong to
};

}  // namespace rollcall::client
