// SPDX-License-Identifier: Apache-2.0
// Publishes for one node what its source gives: `rollcall-agent run` without its command line.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "agent/commands/publishing_session.h"
#include "agent/source/status_source.h"

namespace rollcall::agent {

enum class OnExit {
  kDown,  // the node is published as down
  kKeep,  // its last status stays
};

struct NodeRunOptions {
  int32_t node_id = 0;
  absl::Duration down_after;  // as in source/wanted_content.h
  OnExit on_exit = OnExit::kDown;
  absl::Duration timeout;  // for the last record
};

// Runs until context.cancellation is canceled, or until the source has ended and the node is down because of that.
// Before the node's first status nothing is published, not even at the end. Returns kExitYes after a cancellation;
// kExitNo, with a message, if the source has ended or the last record was not acknowledged in time.
ExitCode RunNode(const NodeRunOptions& options, StatusSource& source, PublishingSession& session,
                 CommandContext& context);

}  // namespace rollcall::agent
