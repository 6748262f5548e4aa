// SPDX-License-Identifier: Apache-2.0
// `--watch` of `list` and `nodes`: the command `watch` takes over, with the same filter.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/exit_code.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/listing.h"
#include "client/cli/commands/options.h"

namespace rollcall::cli {

// The arguments of `rollcall watch` that ask the same. INVALID_ARGUMENT if `watch` cannot ask it.
absl::StatusOr<std::vector<std::string>> WatchArguments(const ListingOptions& options);

// Runs `watch` until it ends.
ExitCode HandOverToWatch(const ListingOptions& options, const ConnectionOptions& connection, CommandContext& context);

}  // namespace rollcall::cli
