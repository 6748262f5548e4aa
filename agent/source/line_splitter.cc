// SPDX-License-Identifier: Apache-2.0
#include "agent/source/line_splitter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "base/absl_view.h"

namespace rollcall::agent {

void LineSplitter::Add(std::string_view bytes) {
  while (true) {
    const size_t end = bytes.find('\n');
    AddToLine(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    FinishLine();
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::End() { FinishLine(); }

void LineSplitter::AddToLine(std::string_view part) {
  is_too_long_ |= line_.size() + part.size() > max_bytes_;
  if (is_too_long_) {
    std::string().swap(line_);  // gives its memory back
  } else {
    line_ += part;
  }
}

void LineSplitter::FinishLine() {
  const Line line{.number = number_++, .text = line_, .is_too_long = is_too_long_};
  if (line.is_too_long || !absl::StripAsciiWhitespace(AbslView(line.text)).empty()) on_line_(line);
  line_.clear();
  is_too_long_ = false;
}

}  // namespace rollcall::agent
