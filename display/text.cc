// SPDX-License-Identifier: Apache-2.0
#include "display/text.h"

#include <locale.h>

#include <clocale>
#include <cwchar>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/absl_view.h"
#include "display/utf8.h"

namespace rollcall {
namespace {

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

// Characters that reorder or hide text (Unicode 15, general category Cf, and the line and paragraph separators). The
// joiners U+200C and U+200D are allowed, because scripts and emoji need them and they move no text.
bool IsDeceptive(char32_t c) {
  return c == 0xAD || c == 0x61C || c == 0x180E || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string Escaped(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (c < 0x100) return absl::StrFormat("\\x%02x", static_cast<unsigned>(c));
  if (c < 0x10000) return absl::StrFormat("\\u%04x", static_cast<unsigned>(c));
  return absl::StrFormat("\\U%08x", static_cast<unsigned>(c));
}

std::string JsonEscaped(char32_t c) {
  if (c == '\r') return " ";
  if (c < 0x10000) return absl::StrFormat("\\u%04x", static_cast<unsigned>(c));
  const char32_t rest = c - 0x10000;  // written as a surrogate pair (RFC 8259, section 7)
  return absl::StrFormat("\\u%04x\\u%04x", static_cast<unsigned>(0xD800 + (rest >> 10)),
                         static_cast<unsigned>(0xDC00 + (rest & 0x3FF)));
}

// While it lives, the thread has a UTF-8 locale, which wcwidth uses. The old locale is then restored, because it
// belongs to the caller.
class Utf8Locale {
 public:
  Utf8Locale() : previous_(uselocale(Shared())) {}
  ~Utf8Locale() { uselocale(previous_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t Shared() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;  // 0 if the system has no such locale; uselocale(0) changes nothing
  }
  const locale_t previous_;
};

// Needs a Utf8Locale.
size_t WidthOf(const CodePoint& c) {
  if (c.value >= 0x20 && c.value < 0x7F) return 1;
  const int width = c.is_well_formed ? wcwidth(static_cast<wchar_t>(c.value)) : 1;
  return width < 0 ? 1 : static_cast<size_t>(width);
}

}  // namespace

std::string Sanitize(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    const bool needs_escape = !c.is_well_formed || IsControl(c.value) || IsDeceptive(c.value);
    absl::StrAppend(&out, needs_escape ? Escaped(c.value) : std::string(text.substr(0, c.length)));
    text.remove_prefix(c.length);
  }
  return out;
}

std::string SanitizeJson(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const CodePoint c = FirstCodePoint(json);
    const bool is_layout = c.value == '\n' || c.value == '\t';
    const bool needs_escape = !is_layout && (IsControl(c.value) || IsDeceptive(c.value));
    absl::StrAppend(&out, needs_escape ? JsonEscaped(c.value) : std::string(json.substr(0, c.length)));
    json.remove_prefix(c.length);
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  const Utf8Locale locale;
  size_t width = 0;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    width += WidthOf(c);
    text.remove_prefix(c.length);
  }
  return width;
}

std::string TruncateToWidth(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const Utf8Locale locale;
  std::string_view rest = text;
  size_t used = 0;
  while (!rest.empty()) {
    const CodePoint c = FirstCodePoint(rest);
    if (used + WidthOf(c) + 1 > width) break;
    used += WidthOf(c);
    rest.remove_prefix(c.length);
  }
  return width == 0 ? "" : absl::StrCat(AbslView(text.substr(0, text.size() - rest.size())), "…");
}

}  // namespace rollcall
