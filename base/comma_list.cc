// SPDX-License-Identifier: Apache-2.0
#include "base/comma_list.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/absl_view.h"

namespace rollcall {

std::vector<std::string> SplitCommaList(std::string_view text) {
  std::vector<std::string> entries;
  for (const absl::string_view entry : absl::StrSplit(AbslView(text), ',')) {
    entries.emplace_back(absl::StripAsciiWhitespace(entry));
  }
  return entries;
}

}  // namespace rollcall
