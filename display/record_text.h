// SPDX-License-Identifier: Apache-2.0
// A node's record on the topic, for a person: its key, its value, and the command that shows it. All texts are
// sanitized.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// The key as text and in hex, and which of the two encodings of a node id it is, for example
// "\x05\x00\x00\x00" (hex 05 00 00 00; 4 bytes, little-endian). Empty if the node is not in the FULL view.
std::string KeyText(const v1::NodeStatus& node);

// The size of the value, and the beginning of a value that cannot be used.
std::string ValueText(const v1::NodeStatus& node);

// The command line by which kcat prints the record: its offset, its time in ms and its value. Servers do not tell their
// brokers, so BROKERS stands in their place.
std::string KcatCommand(const v1::NodeStatus& node, const v1::Header& header);

}  // namespace rollcall
