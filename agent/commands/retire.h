// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent retire`: removes a node.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "agent/commands/server_wait.h"
#include "agent/commands/single_write.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

struct RetireOptions {
  int32_t node_id = 0;
  RetireMode mode = RetireMode::kCheck;
  ServerWaitFlags wait = {};
};

// `now`: when the command started.
ExitCode RunRetire(const RetireOptions& options, absl::Duration timeout, Instant now, SingleWriter& writer,
                   CommandContext& context);

// The same, but `sink` is a DryRunSink, so that nothing is written and nothing is called retired.
ExitCode RunRetireDry(const RetireOptions& options, absl::Duration timeout, Instant now, RecordSink& sink,
                      RecordLookup& lookup, CommandContext& context);

}  // namespace rollcall::agent
