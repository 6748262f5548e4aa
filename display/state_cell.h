// SPDX-License-Identifier: Apache-2.0
// The STATE of tables: one word, or two with a comma between them, as kubectl has it.
#pragma once

#include <string>

#include "display/rows.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// For example "up", "down", "up,stale". Sanitized.
std::string NodeStateCell(const v1::NodeStatus& node, const v1::Header& header);

// The publisher's word for the coprocessor, or else the node's state: "running", "errored", "up", "running,stale".
// Sanitized.
std::string RowStateCell(const Row& row, const v1::Header& header);

}  // namespace rollcall
