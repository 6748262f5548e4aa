// SPDX-License-Identifier: Apache-2.0
// A point in the past, as people write it on a command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rollcall::cli {

// "90s", "30m", "2h", "1h30m" or "3d": so long before `now`. "2026-11-25", "2026-11-25T22:00" or
// "2026-11-25T22:00:15": in UTC, as all times are shown; with "Z" or an offset such as "+01:00" after the time, in that
// zone. A blank may stand in place of the "T". INVALID_ARGUMENT for anything else, with what may be written.
absl::StatusOr<absl::Time> ParsePastTime(const std::string& text, absl::Time now);

}  // namespace rollcall::cli
