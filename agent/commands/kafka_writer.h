// SPDX-License-Identifier: Apache-2.0
// A SingleWriter on the Kafka cluster that the flags name.
#pragma once

#include <functional>

#include "agent/commands/command.h"
#include "agent/commands/single_write.h"

namespace rollcall::agent {

// Calls `use` and returns its result. If the flags cannot be used, reports that and returns kExitUsage.
ExitCode WithKafkaWriter(const KafkaFlags& flags, CommandContext& context,
                         const std::function<ExitCode(SingleWriter& writer)>& use);

}  // namespace rollcall::agent
