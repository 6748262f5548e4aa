// SPDX-License-Identifier: Apache-2.0
// One run of a command whose output is wanted.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rollcall::agent {

struct CommandLimits {
  absl::Duration time;
  size_t max_bytes = 0;  // of stdout
};

struct CommandOutput {
  std::string text;        // stdout
  std::string last_error;  // the last line of stderr that is not blank, fit for a message
};

// Runs `/bin/sh -c command` to its end. The command is killed, with its process group, if it reaches a limit or if
// `stop_fd` becomes readable; and so is what it left running when it has ended. Errors: how it ended other than with
// exit code 0, with the last line of its stderr; CANCELLED because of `stop_fd`.
absl::StatusOr<CommandOutput> RunCommand(const std::string& command, const CommandLimits& limits, int stop_fd);

}  // namespace rollcall::agent
