// SPDX-License-Identifier: Apache-2.0
#include "topic/record/well_formed.h"

#include <cstdint>
#include <cstring>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/escaping.h"
#include "base/absl_view.h"
#include "base/check.h"

namespace rollcall::topic {
namespace {

constexpr std::string_view kEscapedReplacement = "\\ufffd";
constexpr size_t kEscapeSize = 6;    // of \uXXXX
constexpr size_t kSafeDigits = 300;  // an integer of so many digits is within double's range, which ends at 1.8e308

struct ByteRange {
  uint8_t low;
  uint8_t high;
};

// Unicode 15, table 3-7: the size of a code point by its first byte, and the range of its second byte. The range of all
// other bytes is 80..BF.
struct Utf8Row {
  ByteRange first;
  size_t size;
  ByteRange second;
};
constexpr Utf8Row kUtf8Rows[] = {
    {{0xC2, 0xDF}, 2, {0x80, 0xBF}}, {{0xE0, 0xE0}, 3, {0xA0, 0xBF}}, {{0xE1, 0xEC}, 3, {0x80, 0xBF}},
    {{0xED, 0xED}, 3, {0x80, 0x9F}}, {{0xEE, 0xEF}, 3, {0x80, 0xBF}}, {{0xF0, 0xF0}, 4, {0x90, 0xBF}},
    {{0xF1, 0xF3}, 4, {0x80, 0xBF}}, {{0xF4, 0xF4}, 4, {0x80, 0x8F}},
};

uint8_t ByteAt(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

bool IsIn(uint8_t byte, ByteRange range) { return byte >= range.low && byte <= range.high; }

bool IsAsciiText(std::string_view text) {
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof(word));
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (ByteAt(text, i) >= 0x80) return false;
  }
  return true;
}

// The code unit of the \uXXXX at the start of `text`; nullopt if there is none.
std::optional<uint32_t> ReadUnicodeEscape(std::string_view text) {
  if (text.size() < kEscapeSize || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (size_t i = 2; i < kEscapeSize; ++i) {
    const char c = text[i];
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
    unit = unit * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return unit;
}

bool IsHighSurrogate(uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Copies the escape that starts `text` and returns how many bytes it took.
size_t RepairEscape(std::string_view text, std::string& out) {
  const std::optional<uint32_t> unit = ReadUnicodeEscape(text);
  size_t size = unit.has_value() ? kEscapeSize : 1;
  if (unit.has_value() && IsHighSurrogate(*unit)) {
    const std::optional<uint32_t> next = ReadUnicodeEscape(text.substr(kEscapeSize));
    if (next.has_value() && IsLowSurrogate(*next)) size = 2 * kEscapeSize;
  }
  const bool is_lone_surrogate =
      unit.has_value() && size == kEscapeSize && (IsHighSurrogate(*unit) || IsLowSurrogate(*unit));
  if (is_lone_surrogate) {
    out.append(kEscapedReplacement);
    return size;
  }
  if (!unit.has_value() && text.size() > 1 && (text[1] == '"' || text[1] == '\\')) size = 2;
  out.append(text.substr(0, size));
  return size;
}

void AppendRepaired(std::string_view text, Utf8Head head, std::string& out) {
  out.append(head.well_formed ? text.substr(0, head.size) : kReplacementCharacter);
}

// Copies one code point or escape inside a string, and returns how many bytes of `text` it took.
size_t RepairInsideString(std::string_view text, std::string& out) {
  if (text[0] == '\\') return RepairEscape(text, out);
  const Utf8Head head = ReadUtf8Head(text);
  AppendRepaired(text, head, out);
  return head.size;
}

bool NeedsRepair(std::string_view json) {
  return json.find('\0') != std::string_view::npos || json.find("\\ud") != std::string_view::npos ||
         json.find("\\uD") != std::string_view::npos || !IsWellFormedUtf8(json);
}

bool IsNumberCharacter(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

size_t SkipDigits(std::string_view text, size_t i) {
  while (i < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) ++i;
  return i;
}

// RFC 8259, section 6. Text that is not a JSON number must stay as it is, so that the parser refuses it.
bool IsJsonNumber(std::string_view text) {
  size_t i = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t whole = SkipDigits(text, i);
  if (whole == i || (text[i] == '0' && whole != i + 1)) return false;
  i = whole;
  if (i < text.size() && text[i] == '.') {
    const size_t fraction = SkipDigits(text, i + 1);
    if (fraction == i + 1) return false;
    i = fraction;
  }
  if (i < text.size() && (text[i] | 0x20) == 'e') {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const size_t exponent = SkipDigits(text, i);
    if (exponent == i) return false;
    i = exponent;
  }
  return i == text.size();
}

bool IsBeyondDouble(std::string_view number) {
  double value = 0;
  const auto result = absl::from_chars(number.data(), number.data() + number.size(), value);
  return result.ec == std::errc::result_out_of_range &&
         (value > 1 || value < -1);  // otherwise it is too small, which parsers read as 0
}

void AppendClamped(std::string_view number, std::string& out) {
  if (!IsJsonNumber(number) || !IsBeyondDouble(number)) {
    out.append(number);
  } else if (number.find_first_of(".eE") == std::string_view::npos) {
    out.append(number.substr(0, kSafeDigits));
  } else {
    out.append(number[0] == '-' ? "-1e300" : "1e300");
  }
}

// The size of the JSON string that starts `text`, quotes included. A string that is not closed goes to the end.
size_t StringSize(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

size_t NumberSize(std::string_view text) {
  size_t i = 0;
  while (i < text.size() && IsNumberCharacter(text[i])) ++i;
  return i;
}

// A code point as C writes it. Outside ASCII, only the C1 controls (U+0080 to U+009F) are escaped.
std::string Escaped(std::string_view code_point) {
  const bool is_c1 = code_point.size() == 2 && ByteAt(code_point, 0) == 0xC2 && ByteAt(code_point, 1) < 0xA0;
  return is_c1 ? absl::CEscape(AbslView(code_point)) : absl::Utf8SafeCEscape(AbslView(code_point));
}

}  // namespace

Utf8Head ReadUtf8Head(std::string_view text) {
  DCHECK(!text.empty());
  const uint8_t first = ByteAt(text, 0);
  if (first < 0x80) return {1, true};
  for (const Utf8Row& row : kUtf8Rows) {
    if (!IsIn(first, row.first)) continue;
    for (size_t i = 1; i < row.size; ++i) {
      const ByteRange range = i == 1 ? row.second : ByteRange{0x80, 0xBF};
      if (i >= text.size() || !IsIn(ByteAt(text, i), range)) return {i, false};
    }
    return {row.size, true};
  }
  return {1, false};
}

bool IsWellFormedUtf8(std::string_view text) {
  if (IsAsciiText(text)) return true;
  while (!text.empty()) {
    const Utf8Head head = ReadUtf8Head(text);
    if (!head.well_formed) return false;
    text.remove_prefix(head.size);
  }
  return true;
}

std::string ToWellFormedUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Head head = ReadUtf8Head(text);
    AppendRepaired(text, head, out);
    text.remove_prefix(head.size);
  }
  return out;
}

std::string_view ReplaceInvalidUtf8(std::string_view json, std::string& buffer) {
  if (!NeedsRepair(json)) return json;
  buffer.clear();
  buffer.reserve(json.size() + json.size() / 8);
  bool in_string = false;
  while (!json.empty()) {
    size_t taken = 1;
    if (in_string && json[0] != '"') {
      taken = RepairInsideString(json, buffer);
    } else {
      if (json[0] == '"') in_string = !in_string;
      buffer.push_back(json[0] == '\0' ? '\x01' : json[0]);
    }
    json.remove_prefix(taken);
  }
  return buffer;
}

std::string ClampNumbers(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    size_t taken = 1;
    if (json[0] == '"') {
      taken = StringSize(json);
      out.append(json.substr(0, taken));
    } else if (IsNumberCharacter(json[0]) && json[0] != 'e') {
      taken = NumberSize(json);
      AppendClamped(json.substr(0, taken), out);
    } else {
      out.push_back(json[0]);
    }
    json.remove_prefix(taken);
  }
  return out;
}

std::string ForMessage(std::string_view text, size_t max_bytes) {
  std::string out;
  size_t taken = 0;
  while (taken < text.size()) {
    const std::string_view rest = text.substr(taken);
    const Utf8Head head = ReadUtf8Head(rest);
    taken += head.size;
    if (taken > max_bytes) return out + "…";
    out += head.well_formed ? Escaped(rest.substr(0, head.size)) : std::string(kReplacementCharacter);
  }
  return out;
}

}  // namespace rollcall::topic
