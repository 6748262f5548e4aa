// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/fields.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "display/text.h"

namespace rollcall::cli {

std::vector<std::string> FormatFields(const Fields& fields, size_t indent) {
  size_t widest = 0;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) widest = std::max(widest, DisplayWidth(name));
  }
  std::vector<std::string> lines;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    const size_t spaces = widest - DisplayWidth(name) + 2;
    lines.push_back(absl::StrCat(std::string(indent, ' '), name, ":", std::string(spaces, ' '), value));
  }
  return lines;
}

}  // namespace rollcall::cli
