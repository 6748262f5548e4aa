// SPDX-License-Identifier: Apache-2.0
// Short texts of differences for tests.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "client/cli/drift/compare.h"
#include "client/cli/render/node_ranges.h"

namespace rollcall::cli {

// For example "a differs input topics [x]>[y] on 1-3", "a missing on 2" or "a extra split on 3".
inline std::string ShortText(const Difference& difference) {
  const char* const kinds[] = {"missing", "extra", "differs"};
  std::string text = absl::StrCat(difference.coprocessor, " ", kinds[static_cast<int>(difference.kind)]);
  if (difference.field.has_value()) {
    const std::string expected =
        difference.expected.has_value() ? FieldText(*difference.field, *difference.expected) : "?";
    absl::StrAppend(&text, " ", AbslView(FieldName(*difference.field)), " ", expected, ">",
                    FieldText(*difference.field, *difference.found));
  }
  return absl::StrCat(text, difference.is_split ? " split" : "", " on ", NodeRanges(difference.node_ids));
}

inline std::vector<std::string> ShortTexts(const std::vector<Difference>& differences) {
  std::vector<std::string> texts;
  for (const Difference& difference : differences) texts.push_back(ShortText(difference));
  return texts;
}

}  // namespace rollcall::cli
