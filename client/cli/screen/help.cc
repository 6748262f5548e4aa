// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/help.h"

#include <string>

namespace rollcall::cli {

std::vector<Line> HelpLines() {
  std::vector<Line> lines;
  for (const char* text : {
           "j k Up Down     one row",
           "PgDn PgUp       one page (space, b)",
           "g G Home End    first, last row",
           "/ n N           search, next, previous",
           "s               sort by name, node, ...",
           "c               changed rows first",
           "? q             end this help; quit",
           "* changed   - gone   ! not as it should",
           "  be: down, invalid, stale, errored ...",
           "> the row that you moved to",
       }) {
    lines.push_back({{text, ""}});
  }
  return lines;
}

}  // namespace rollcall::cli
