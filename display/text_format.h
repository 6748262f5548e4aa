// SPDX-License-Identifier: Apache-2.0
// The client's texts for times, states and reasons. Tables, notes, log sentences and the screen use the same ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// For example "0.4 s", "12 s", "3 min", "5 h" or "8 d": in the largest unit of which there are at least two, else in
// seconds. A negative age counts as zero; an infinite age is "an unknown time".
std::string AgeText(absl::Duration age);

// For a time that lies in the future, though it should not: for example "3 h ahead (clock?)".
std::string AheadText(absl::Duration ahead);

// The age of the node's record when the server answered, for example "12 s"; "in 3 h (clock?)" if it is from the
// future. Empty if the record has no time, or the header does not say when the server answered.
std::string PublishAgeText(const v1::NodeStatus& node, const v1::Header& header);

// RFC 3339 in UTC, to the second.
std::string TimeText(absl::Time time);

// For example "2 nodes" or "1 node". `noun` is the singular; its plural must end in "s".
std::string Count(int64_t count, std::string_view noun);

// "up", "down" or "invalid"; for OTHER the status that the node wrote, sanitized; "unknown (7)" for a state that this
// version does not know.
std::string StateText(const v1::NodeStatus& node);

// How a node's state changed, for example "up -> down", "up -> invalid: the value is not JSON" or "still up". A word of
// the node's own is in quotes.
std::string StateChangeText(const v1::NodeStatus& before, const v1::NodeStatus& after);

// Adds the node's reason, sanitized, to a note about the node: for example "up -> down; reason: the lease is over".
// The note may be empty. It is returned as it is if the node gives no reason.
std::string WithReason(const std::string& note, const v1::NodeStatus& node);

// Why a server in this state may not show the current status, for example "no broker answers the server". Empty for
// CURRENT.
std::string SourceText(v1::SourceState state);

// Why a node is no longer shown, for example "deleted".
std::string RemovalText(v1::RemovedNode::Reason reason);

// The same with what became of the node, if the server says it: for example "up -> down; reason: the lease is over; no
// longer matches the filter". `before` is what was held of the node.
std::string RemovalText(const v1::RemovedNode& removed, const v1::NodeStatus& before);

// Why a snapshot starts, for example "the topic was recreated or truncated".
std::string SnapshotText(v1::SnapshotStarted::Reason reason);

// A name, sanitized; in quotes if it is empty, or begins or ends with a space or a quote, so that one sees that it
// does.
std::string NameText(std::string_view name);

// For example "[foo,bar,baz]", sanitized. A name that would be taken for something else there is in quotes:
// "[\"a,b\"]".
std::string TopicsText(const std::vector<std::string_view>& topics);
std::string TopicsText(const v1::Coprocessor& coprocessor);

}  // namespace rollcall
