// SPDX-License-Identifier: Apache-2.0
// Statuses from a command that is run again and again, and prints the status.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "agent/source/status_source.h"

namespace rollcall::agent {

struct CommandSourceOptions {
  std::string command;
  absl::Duration every;       // from the start of a run to the start of the next one
  absl::Duration time_limit;  // of a run, which is killed then
};

class CommandSource final : public StatusSource {
 public:
  explicit CommandSource(CommandSourceOptions options) : options_(std::move(options)) {}

  void Run(Cancellation& stop, const SourceListener& listener) override;

 private:
  const CommandSourceOptions options_;
};

}  // namespace rollcall::agent
