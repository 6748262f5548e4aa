// SPDX-License-Identifier: Apache-2.0
// Renders one frame of the live screen.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/screen/layout.h"
#include "client/cli/screen/line.h"
#include "client/cli/screen/screen_model.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// What is shown for a person who has a keyboard.
struct KeyboardInput {
  size_t cursor = 0;                                 // index of a row
  bool shows_help = false;                           // in place of everything else
  std::optional<std::string> prompt = std::nullopt;  // what is being typed after "/"
  std::string message = "";                          // in place of the footer; empty if there is none
};

struct FrameInput {
  std::string server;
  v1::Header header;                   // of the newest checkpoint; default before the first one
  absl::Duration since_header;         // time since that checkpoint came
  std::string connection_message;      // empty if the connection is good
  const ScreenModel* model = nullptr;  // not null
  size_t width = 80;                   // columns; at least 1
  size_t height = 24;                  // lines; at least 1
  size_t top = 0;                      // index of the first visible row
  Widths min_widths;                   // what the columns wanted in the frames before, so that they do not jump

  std::optional<KeyboardInput> keyboard;  // with nullopt no key is mentioned
};

struct Frame {
  std::vector<Line> lines;  // at most `height`, of at most `width` columns
  Widths wanted;            // the next frame's min_widths
};

// The first line is the status of the watch, the second counts nodes and rows. Then come the table, with a mark before
// each row that changed (`*`), is gone (`-`) or needs attention (`!`), and notes about nodes that are not up, are stale
// or are gone. The last line says which rows are visible, if there is a keyboard or if something is not visible. The
// cost does not depend on the number of rows that are not visible.
Frame RenderFrame(const FrameInput& input);

// Lines of the table's rows in such a frame: the rows that fit.
size_t PageOf(const FrameInput& input);

}  // namespace rollcall::cli
