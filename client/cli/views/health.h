// SPDX-License-Identifier: Apache-2.0
// Whether servers can be asked, and whether what they say is current.
#pragma once

#include <string>
#include <vector>

#include "base/exit_code.h"
#include "display/node_counts.h"
#include "rollcall/client/server_health.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// The nodes of a listing by what is known of them.
NodeCounts CountNodes(const v1::ListNodesResponse& listing);

enum class HealthVerdict {
  kCurrent,     // it serves, and what it shows is current
  kNotCurrent,  // it answers, but does not serve, or what it shows may be old
  kNoAnswer,    // it was not reached, or it refuses to answer this caller
};
HealthVerdict VerdictOn(const client::ServerHealth& health);

// Why the verdict is not kCurrent, sanitized; empty if it is.
std::string WhyNotCurrent(const client::ServerHealth& health);

// The exit code for one verdict.
ExitCode ExitCodeOf(HealthVerdict verdict);

enum class Judge {
  kBest,   // one server that is current is enough: clients use whichever answers
  kWorst,  // all servers have to be current
};
// `verdicts` must not be empty.
HealthVerdict Combine(const std::vector<HealthVerdict>& verdicts, Judge judge);

}  // namespace rollcall::cli
