// SPDX-License-Identifier: Apache-2.0
// Everything about one node.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

struct NodeDescription {
  v1::NodeStatus node;        // in the FULL view
  v1::Header header;          // of the answer that has `node`
  v1::ListNodesResponse all;  // all nodes in the BASIC view, to compare with; it may be older than `header`
};

// Lines of NAME: VALUE, sanitized, and for each coprocessor where else it runs and how it differs there.
std::string NodeDescriptionText(const NodeDescription& description);

// The same as one JSON object with a line end; docs/client.md has its fields.
std::string NodeDescriptionJson(const NodeDescription& description);

}  // namespace rollcall::cli
