// SPDX-License-Identifier: Apache-2.0
// Any text is harmless on a terminal after it was sanitized.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "display/text.h"
#include "display/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_grammar.h"

namespace rollcall::cli {
namespace {

using fuzz::Require;

// Compares each code point with the result of an independent decoder.
void CheckCodePoints(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    std::string_view rest = text;
    const std::optional<char32_t> expected = fuzz::TakeCodePoint(rest);
    Require(c.is_well_formed == expected.has_value(), "a code point is distinguished from other bytes");
    Require(c.length == (c.is_well_formed ? text.size() - rest.size() : 1), "its length is right");
    Require(c.value == expected.value_or(static_cast<unsigned char>(text.front())), "its value is right");
    text.remove_prefix(c.length);
  }
}

bool HasBidiControl(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = *fuzz::TakeCodePoint(text);
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return true;
  }
  return false;
}

void CheckSanitized(std::string_view text) {
  const std::string safe = Sanitize(text);
  Require(fuzz::IsPlainText(safe), "sanitized text is UTF-8 without control characters");
  Require(!HasBidiControl(safe), "sanitized text cannot reorder the text around it");
  Require(Sanitize(safe) == safe, "safe text does not change");
  Require(safe.size() <= 4 * text.size(), "a byte becomes an escape of four at most");
  for (const size_t width : {size_t{0}, size_t{1}, size_t{9}}) {
    const std::string truncated = TruncateToWidth(safe, width);
    Require(DisplayWidth(truncated) <= width, "truncated text fits");
    Require(fuzz::IsPlainText(truncated), "text is truncated between characters");
  }
}

void CheckJson(std::string_view text) {
  using nlohmann::json;
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded() || !fuzz::IsTopicJson(text)) return;  // the parser accepts a byte order mark and a NUL
  const std::string safe = SanitizeJson(text);
  Require(json::parse(safe, nullptr, false) == value, "sanitized JSON has the same value");
  for (std::string_view rest = safe; !rest.empty();) {
    const size_t end = std::min(rest.find_first_of("\n\t"), rest.size());
    Require(fuzz::IsPlainText(rest.substr(0, end)), "sanitized JSON has no control characters but its layout's");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace
}  // namespace rollcall::cli

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = rollcall::fuzz::TextOf(data, size);
  rollcall::cli::CheckCodePoints(text);
  rollcall::cli::CheckSanitized(text);
  rollcall::cli::CheckJson(text);
  return 0;
}
