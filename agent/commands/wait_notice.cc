// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/wait_notice.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/command.h"
#include "base/check.h"

namespace rollcall::agent {
namespace {

std::string SecondsText(absl::Duration duration) {
  return absl::FormatDuration(absl::Floor(duration, absl::Seconds(duration < absl::Minutes(1) ? 1 : 60)));
}

}  // namespace

absl::Duration NextNotice(absl::Duration waited, absl::Duration interval) {
  CHECK_GT(interval, absl::ZeroDuration());
  return absl::Floor(waited, interval) + interval;
}

WaitNotice::WaitNotice(std::string what, std::function<std::string()> reason, const Deadline& deadline,
                       absl::Duration timeout, std::ostream& err, absl::Duration interval)
    : what_(std::move(what)),
      reason_(std::move(reason)),
      deadline_(deadline),
      timeout_(timeout),
      interval_(interval),
      err_(err),
      thread_([this] { Run(); }) {}

WaitNotice::~WaitNotice() {
  end_.Cancel();
  thread_.join();
}

void WaitNotice::Run() {
  while (true) {
    const absl::Duration waited = timeout_ - deadline_.Left();
    if (end_.WaitFor(NextNotice(waited, interval_) - waited) || deadline_.Passed()) return;
    const std::string reason = reason_();
    err_ << absl::StrCat(kProgram, ": still waiting for ", what_, ": ", reason.empty() ? "no answer yet" : reason, " (",
                         SecondsText(timeout_ - deadline_.Left()), " of ", absl::FormatDuration(timeout_), ")\n")
         << std::flush;
  }
}

}  // namespace rollcall::agent
