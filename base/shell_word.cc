// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/absl_view.h"

namespace rollcall {
namespace {

// The characters that Python's shlex.quote leaves unquoted.
bool IsHarmless(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

}  // namespace

std::string ShellWord(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), IsHarmless)) return std::string(text);
  return absl::StrCat("'", absl::StrReplaceAll(AbslView(text), {{"'", "'\"'\"'"}}), "'");
}

}  // namespace rollcall
