// SPDX-License-Identifier: Apache-2.0
// Command-line options whose value is a time.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/cli11_types.h"

namespace rollcall {

// Adds an option that takes "500ms", "10s", "2m" or a number of seconds, from `min` to `max`.
CLI::Option* AddDuration(CLI::App& app, const std::string& name, absl::Duration& value, absl::Duration min,
                         absl::Duration max, const std::string& help);
// The same for a time that need not be given.
CLI::Option* AddDuration(CLI::App& app, const std::string& name, std::optional<absl::Duration>& value,
                         absl::Duration min, absl::Duration max, const std::string& help);

}  // namespace rollcall
