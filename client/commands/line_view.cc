#include "client/commands/line_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/commands/report.h"
#include "client/commands/watch_words.h"

namespace rollcall::client {

LineView::LineView(EventPicker picker, EventLine event_line, absl::Duration connect_timeout, Surroundings& surroundings)
    : picker_(std::move(picker)),
      event_line_(std::move(event_line)),
      connect_timeout_(connect_timeout),
      surroundings_(surroundings) {}

void LineView::OnLost(const Lost& lost) { Say(LostText(lost, connect_timeout_), surroundings_); }

void LineView::OnResumed(const Resumed& resumed) {
  const absl::Time now = surroundings_.clock.Now();
  Say(ResumedText(resumed, now), surroundings_);
  if (resumed.before == Lost::Before::kNeverConnected) return;
  pending_ = absl::StrCat(event_line_(ResumedEvent{resumed.server, resumed.lost_time, now}, now), "\n");
  picker_.ExpectSync();
}

absl::Status LineView::OnStep(const FoldStep& step, const Mirror& mirror) {
  std::string lines = std::exchange(pending_, "");
  for (const Event& event : picker_.Pick(step, mirror.fold())) {
    absl::StrAppend(&lines, event_line_(event, surroundings_.clock.Now()), "\n");
  }
  if (step.digest == FoldStep::Digest::kDiffers) Say(MismatchText(mirror.fold()), surroundings_);
  return surroundings_.out.Write(lines);
}

}  // namespace rollcall::client
