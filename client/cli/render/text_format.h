// SPDX-License-Identifier: Apache-2.0
// The client's words for times, states and reasons: one vocabulary for tables, notes, log sentences and the screen.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// "0.4 s", "12 s", "3 min", "5 h", "8 d": the largest unit of which there are two, or the seconds. Negative counts as
// zero.
std::string AgeText(absl::Duration age);

// RFC 3339 in UTC to the second.
std::string TimeText(absl::Time time);

// "2 nodes", "1 node".
std::string Count(int64_t count, std::string_view thing);

// "up", "down", "invalid", for OTHER the status as written (sanitised), "unknown (7)" for what this version does not
// know.
std::string StateText(const v1::NodeStatus& node);

// "no broker can be reached", …: why a server that stands so does not know the present; empty for CURRENT.
std::string SourceText(v1::SourceState state);

// "deleted" or "does not match the filter any longer".
std::string RemovalText(v1::RemovedNode::Reason reason);

// "it was asked for", "the token is too old …".
std::string SnapshotText(v1::SnapshotStarted::Reason reason);

// "[foo,bar,baz]", sanitised.
std::string TopicsText(const v1::Coprocessor& coprocessor);

}  // namespace rollcall::cli
