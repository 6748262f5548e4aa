// SPDX-License-Identifier: Apache-2.0
// The page of one node: what its latest record says, what is wrong with it, and the record itself. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/page/summary.h"

namespace rollcall::page {

// The record of a node, as it is on the topic.
struct RawRecord {
  std::string value;  // empty if it is too large to be kept
  int64_t offset = 0;
};

// The id in "5" or "-7"; nullopt if it is no node id.
std::optional<int32_t> ParseNodeId(std::string_view text);

// The page of the node, or one that says that there is no such node. `is_present` tells which.
std::string NodePage(const StoreState& state, const state::ServerIdentity& server, int32_t node_id, Instant now,
                     bool& is_present);

// nullopt if there is no such node.
std::optional<RawRecord> FindRecord(const StoreState& state, int32_t node_id);

}  // namespace rollcall::page
