// SPDX-License-Identifier: Apache-2.0
// Renders one frame of the live screen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Node id and coprocessor name. An empty name means the node itself.
using RowKey = std::pair<int32_t, std::string>;

enum class Color { kNone, kAnsi };

struct FrameInput {
  std::string server;
  v1::Header header;                                         // of the newest checkpoint; default before the first one
  absl::Duration since_header;                               // time since that checkpoint came
  const std::map<int32_t, v1::NodeStatus>* nodes = nullptr;  // must be set
  std::set<RowKey> changed;                                  // rows to mark as changed
  std::string connection_message;                            // empty if the connection is good
  size_t width = 80;                                         // columns; at least 1
  size_t height = 24;                                        // lines; at least 1
  Color color = Color::kNone;
};

// Returns at most `height` lines of at most `width` columns, without line ends. The first line is the status of the
// watch. The table follows, with changed rows marked by `*` (and bold if colors are allowed), then notes about nodes
// that are not up or stale. If the lines do not fit, one line says how many are missing.
std::vector<std::string> Frame(const FrameInput& input);

}  // namespace rollcall::cli
