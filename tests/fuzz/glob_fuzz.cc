// SPDX-License-Identifier: Apache-2.0
// Globs: `PATTERN newline TEXT`. The result is compared with a matcher that fills a table of all prefixes.
#include <optional>
#include <string>
#include <vector>

#include "server/select/glob.h"
#include "tests/fuzz/fuzz.h"
#include "topic/record/well_formed.h"

namespace rollcall::select {
namespace {

using fuzz::Require;

std::u32string CodePoints(std::string_view text) {
  std::u32string points;
  while (!text.empty()) points.push_back(*fuzz::TakeCodePoint(text));
  return points;
}

struct Step {
  char32_t literal;
  bool is_star = false;
  bool is_any = false;
};

// nullopt if the pattern ends with a single `\`.
std::optional<std::vector<Step>> StepsOf(const std::u32string& pattern) {
  std::vector<Step> steps;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != U'\\') {
      steps.push_back({pattern[i], pattern[i] == U'*', pattern[i] == U'?'});
    } else if (++i < pattern.size()) {
      steps.push_back({pattern[i]});
    } else {
      return std::nullopt;
    }
  }
  return steps;
}

bool MatchesPlainly(const std::vector<Step>& steps, const std::u32string& text) {
  std::vector<bool> matches(text.size() + 1);  // whether the steps so far match the first n code points
  matches[0] = true;
  for (const Step& step : steps) {
    std::vector<bool> next(text.size() + 1);
    if (step.is_star) next[0] = matches[0];
    for (size_t n = 1; n <= text.size(); ++n) {
      next[n] =
          step.is_star ? matches[n] || next[n - 1] : matches[n - 1] && (step.is_any || step.literal == text[n - 1]);
    }
    matches = next;
  }
  return matches[text.size()];
}

void CheckGlob(const std::string& pattern, const std::string& text) {
  const absl::StatusOr<Glob> glob = Glob::Compile(pattern);
  const std::optional<std::vector<Step>> steps = StepsOf(CodePoints(pattern));
  Require(glob.ok() == steps.has_value(), "only a single backslash at the end is refused");
  if (!glob.ok()) return;
  Require(glob->Matches(text) == MatchesPlainly(*steps, CodePoints(text)), "it matches like the plain matcher");
}

}  // namespace
}  // namespace rollcall::select

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto [pattern, text] = rollcall::fuzz::SplitAtFirst(rollcall::fuzz::TextOf(data, size), '\n');
  rollcall::select::CheckGlob(rollcall::topic::ToWellFormedUtf8(pattern),
                              rollcall::topic::ToWellFormedUtf8(text.value_or("")));
  return 0;
}
