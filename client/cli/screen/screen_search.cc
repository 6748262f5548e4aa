// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/screen_search.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

// The cells as they are shown, but not cut.
std::string TextOf(const ScreenRow& row) {
  std::string text = absl::StrCat(row.node->node_id(), "\n", RowStateText(*row.node, row.coprocessor, row.health));
  if (row.coprocessor == nullptr) return text;
  absl::StrAppend(&text, "\n", NameText(row.coprocessor->name()), "\n", TopicsText(*row.coprocessor), "\n",
                  Sanitize(row.coprocessor->description()));
  return text;
}

bool HasLowerCase(const ScreenRow& row, const std::string& lower_case) {
  return absl::StrContains(absl::AsciiStrToLower(TextOf(row)), lower_case);
}

}  // namespace

bool Matches(const ScreenRow& row, std::string_view text) {
  return HasLowerCase(row, absl::AsciiStrToLower(AbslView(text)));
}

std::optional<size_t> FindRow(const std::vector<ScreenRow>& rows, std::string_view text, size_t from,
                              Direction direction) {
  CHECK_LT(from, rows.size());
  const std::string lower_case = absl::AsciiStrToLower(AbslView(text));
  const size_t step = direction == Direction::kForward ? 1 : rows.size() - 1;
  for (size_t i = 0, at = from; i < rows.size(); ++i, at = (at + step) % rows.size()) {
    if (HasLowerCase(rows[at], lower_case)) return at;
  }
  return std::nullopt;
}

}  // namespace rollcall::cli
