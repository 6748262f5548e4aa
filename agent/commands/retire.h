// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent retire`: removes a node.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "agent/commands/single_write.h"

namespace rollcall::agent {

ExitCode RunRetire(int32_t node_id, absl::Duration timeout, SingleWriter& writer, CommandContext& context);

}  // namespace rollcall::agent
