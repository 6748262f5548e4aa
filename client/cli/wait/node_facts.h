// SPDX-License-Identifier: Apache-2.0
// What is known of one node for certain. Each function gives the reason if a thing is not so, in a few words that fit
// behind "node 3: ", sanitized, and without a time, so that the text changes only when the node does.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Why nobody can say what runs on the node now: its record cannot be used, or it is stale and not down. Empty if its
// record can be believed. A node that says that it is down needs no sign of life.
std::string WhyUnknown(const v1::NodeStatus& node, const v1::Header& header);

// Empty if the node says that it is up and is not stale.
std::string WhyNotUp(const v1::NodeStatus& node, const v1::Header& header);

// Empty if the node says that it is down.
std::string WhyNotDown(const v1::NodeStatus& node, const v1::Header& header);

// Empty if the node is up and the coprocessor runs there: its publisher says "running", or nothing. Any other word of
// the publisher, such as "errored", means that it does not run.
std::string WhyNotRunning(const v1::NodeStatus& node, const std::string& name, const v1::Header& header);

// Null if the node does not have the coprocessor.
const v1::Coprocessor* FindCoprocessor(const v1::NodeStatus& node, const std::string& name);

}  // namespace rollcall::cli
