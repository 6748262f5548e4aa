// SPDX-License-Identifier: Apache-2.0
// The status topic of the Kafka cluster that the flags name.
#pragma once

#include <functional>

#include "agent/commands/command.h"
#include "agent/publisher/record_topic.h"

namespace rollcall::agent {

// Calls `use` and returns its result. If the flags cannot be used, reports that and returns kExitUsage. While `use`
// runs, a signal ends the process (end_on_signal.h), and context.err gets a line now and then that says for which
// broker the command waits.
ExitCode WithKafkaTopic(const KafkaFlags& flags, CommandContext& context,
                        const std::function<ExitCode(RecordSink& sink, RecordLookup& lookup)>& use);

}  // namespace rollcall::agent
