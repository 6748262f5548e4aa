// SPDX-License-Identifier: Apache-2.0
#include "base/option_values.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace rollcall {
namespace {

// CLI11 keeps nothing but validators with an option, so a validator's name carries the mark.
constexpr char kValuesMark[] = "values:";
constexpr char kCommaListMark[] = "comma-list";

std::string MarkOf(const std::vector<std::string>& values) {
  return absl::StrCat(kValuesMark, absl::StrJoin(values, ","));
}

std::string Accept(std::string& /*text*/) { return ""; }

// The first validator's name that begins with `mark`.
std::optional<std::string> FindMark(CLI::Option& option, const std::string& mark) {
  for (int i = 0;; ++i) {
    try {
      std::string name = option.get_validator(i)->get_name();
      if (name.starts_with(mark)) return name;
    } catch (const CLI::OptionNotFound&) {
      return std::nullopt;
    }
  }
}

}  // namespace

CLI::Validator OneOf(const std::vector<std::string>& values) {
  const auto check = [values](std::string& text) -> std::string {
    if (std::find(values.begin(), values.end(), text) != values.end()) return "";
    return absl::StrCat("'", text, "' is not one of ", absl::StrJoin(values, ", "));
  };
  return {check, absl::StrCat("{", absl::StrJoin(values, ","), "}"), MarkOf(values)};
}

CLI::Validator WholeNumber(int64_t min, int64_t max) {
  const auto check = [min, max](std::string& text) -> std::string {
    int64_t number = 0;
    if (absl::SimpleAtoi(text, &number) && number >= min && number <= max) return "";
    return absl::StrCat("'", text, "' is not a whole number from ", min, " to ", max);
  };
  return {check, absl::StrCat("[", min, " - ", max, "]"), ""};
}

CLI::Validator VisibleText(size_t max_bytes) {
  const auto check = [max_bytes](std::string& text) -> std::string {
    const bool is_visible =
        std::all_of(text.begin(), text.end(), [](unsigned char byte) { return absl::ascii_isgraph(byte); });
    if (is_visible && !text.empty() && text.size() <= max_bytes) return "";
    return absl::StrCat("'", absl::CHexEscape(text), "' is not from 1 to ", max_bytes,
                        " visible ASCII characters (letters, digits, punctuation)");
  };
  return {check, "", ""};
}

void SuggestValues(CLI::Option& option, const std::vector<std::string>& values) {
  option.check(CLI::Validator(Accept, "", MarkOf(values)));
}

std::vector<std::string> KnownValues(CLI::Option& option) {
  const std::optional<std::string> mark = FindMark(option, kValuesMark);
  if (!mark.has_value()) return {};
  return absl::StrSplit(absl::StripPrefix(*mark, kValuesMark), ',');
}

CLI::Option* TakesCommaList(CLI::Option* option) { return option->check(CLI::Validator(Accept, "", kCommaListMark)); }

bool IsCommaList(CLI::Option& option) { return FindMark(option, kCommaListMark).has_value(); }

}  // namespace rollcall
