// SPDX-License-Identifier: Apache-2.0
// What a node has promised about its next record, and what that means now.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// For example "60 s; stale after 2026-03-01T12:02:00Z, in 2 min, unless it publishes again". `header` says what is
// known of the topic.
std::string LeaseText(const v1::NodeStatus& node, const v1::Header& header);

}  // namespace rollcall
