// SPDX-License-Identifier: Apache-2.0
// One frame of the live screen.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// Node id and coprocessor name; an empty name stands for the node itself.
using RowKey = std::pair<int32_t, std::string>;

enum class Color { kNone, kAnsi };

struct FrameInput {
  std::string server;
  v1::Header header;            // of the newest checkpoint; default before the first
  absl::Duration since_header;  // how long ago that came
  const std::map<int32_t, v1::NodeStatus>* nodes = nullptr;
  std::map<RowKey, absl::Duration> changed;  // rows to mark, and how long ago they changed
  std::string connection;                    // what is wrong with the connection; empty where nothing is
  size_t width = 80;                         // columns; at least 1
  size_t height = 24;                        // lines; at least 1
  Color color = Color::kNone;
};

// At most `height` lines of at most `width` columns, without line ends: where it stands, the table with changed rows
// marked by `*` (and bold where colors are allowed), nodes that are not up or stale, and, where lines had to be left
// out, how many.
std::vector<std::string> Frame(const FrameInput& input);

}  // namespace rollcall::cli
