// SPDX-License-Identifier: Apache-2.0
#include "agent/source/command_source.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/source/command_run.h"
#include "agent/source/stop_fd.h"
#include "base/deadline.h"
#include "topic/record/well_formed.h"

namespace rollcall::agent {
namespace {

constexpr size_t kMaxNameBytes = 100;

SourceEvent ToEvent(absl::StatusOr<CommandOutput> output, const std::string& command) {
  const std::string name = absl::StrCat("the command '", topic::ForMessage(command, kMaxNameBytes), "'");
  SourceEvent event;
  if (output.ok()) {
    event.text = std::move(output->text);
    event.origin = absl::StrCat("the output of ", name);
    if (!output->last_error.empty()) event.hint = absl::StrCat("stderr ends with: ", output->last_error);
  } else {
    event.kind = SourceEvent::Kind::kFailed;
    event.error = absl::UnavailableError(absl::StrCat(name, " ", std::string(output.status().message())));
  }
  return event;
}

}  // namespace

void CommandSource::Run(Cancellation& stop, const SourceListener& listener) {
  const StopFd stop_fd(stop);
  while (true) {
    const Deadline next(options_.every);
    absl::StatusOr<CommandOutput> output =
        RunCommand(options_.command, {.time = options_.time_limit, .max_bytes = kMaxStatusBytes}, stop_fd.get());
    if (absl::IsCancelled(output.status())) return;
    listener(ToEvent(std::move(output), options_.command));
    if (stop.WaitFor(next.Left())) return;
  }
}

}  // namespace rollcall::agent
