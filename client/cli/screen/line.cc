// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/line.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "display/text.h"

namespace rollcall::cli {

std::string JoinSgr(std::string_view a, std::string_view b) {
  return absl::StrCat(AbslView(a), a.empty() || b.empty() ? "" : ";", AbslView(b));
}

size_t LineWidth(const Line& line) {
  size_t width = 0;
  for (const Span& span : line) width += DisplayWidth(span.text);
  return width;
}

Line TruncateLine(Line line, size_t width) {
  if (LineWidth(line) <= width) return line;
  Line cut;
  for (Span& span : line) {
    const size_t columns = DisplayWidth(span.text);
    if (columns >= width) {
      // The space stands for the text that follows this span, so that "…" is there even if the span itself fits.
      cut.push_back({TruncateToWidth(absl::StrCat(span.text, " "), width), std::move(span.sgr)});
      break;
    }
    width -= columns;
    cut.push_back(std::move(span));
  }
  return cut;
}

std::string LineText(const Line& line, Color color) {
  std::string text;
  for (const Span& span : line) {
    const bool is_plain = span.sgr.empty() || span.text.empty() || color == Color::kNone;
    absl::StrAppend(&text, is_plain ? span.text : absl::StrCat("\x1b[", span.sgr, "m", span.text, "\x1b[0m"));
  }
  return text;
}

std::string FitCell(std::string_view text, size_t width) {
  std::string cell = TruncateToWidth(text, width);
  cell.append(width - DisplayWidth(cell), ' ');
  return cell;
}

}  // namespace rollcall::cli
