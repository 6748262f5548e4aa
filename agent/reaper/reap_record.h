// SPDX-License-Identifier: Apache-2.0
// The record by which a reaper says that a node is down.
#pragma once

#include <string>

#include "agent/publisher/instance.h"
#include "agent/publisher/record_topic.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::agent {

// Why the node is called down, for people.
std::string ReapReason(const v1::NodeStatus& node, const std::string& host);

// `node`: in the FULL view, with a lease. The record has the key of the node's record, so that it replaces that.
Record ReapRecord(const v1::NodeStatus& node, const Instance& reaper, const std::string& reason);

}  // namespace rollcall::agent
