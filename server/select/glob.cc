// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace rollcall::select {
namespace {

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Length in bytes of the code point at the front of well-formed UTF-8.
size_t CodePointSize(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && IsContinuation(text[size])) ++size;
  return size;
}

bool ConsumeCodePoints(size_t count, std::string_view& text) {
  for (; count > 0; --count) {
    if (text.empty()) return false;
    text.remove_prefix(CodePointSize(text));
  }
  return true;
}

bool ConsumeLastCodePoints(size_t count, std::string_view& text) {
  for (; count > 0; --count) {
    if (text.empty()) return false;
    while (text.size() > 1 && IsContinuation(text.back())) text.remove_suffix(1);
    text.remove_suffix(1);
  }
  return true;
}

// Removes what is before the first `literal`. In UTF-8 no character is found inside another one.
bool ConsumeUpTo(std::string_view literal, std::string_view& text) {
  if (literal.empty()) return true;
  // memmem never takes more than linear time, std::string_view::find does.
  const void* const found = memmem(text.data(), text.size(), literal.data(), literal.size());
  if (found == nullptr) return false;
  text.remove_prefix(static_cast<size_t>(static_cast<const char*>(found) - text.data()));
  return true;
}

}  // namespace

absl::StatusOr<Glob> Glob::Compile(std::string_view pattern) {
  Glob glob;
  while (!pattern.empty()) {
    const char first = pattern.front();
    if (first == '\\') pattern.remove_prefix(1);
    if (pattern.empty()) {
      return absl::InvalidArgumentError("ends with a single '\\'; write '\\\\' for the character itself");
    }
    const std::string_view code_point = pattern.substr(0, CodePointSize(pattern));
    pattern.remove_prefix(code_point.size());
    Segment& segment = glob.segments_.back();
    if (first == '*') {
      glob.segments_.emplace_back();
    } else if (first == '?') {
      if (segment.empty() || !segment.back().literal.empty()) segment.emplace_back();
      ++segment.back().skipped;
    } else {
      if (segment.empty()) segment.emplace_back();
      segment.back().literal.append(code_point);
    }
  }
  return glob;
}

bool Glob::ConsumePrefix(absl::Span<const Piece> segment, std::string_view& text) {
  return std::all_of(segment.begin(), segment.end(), [&](const Piece& piece) {
    if (!ConsumeCodePoints(piece.skipped, text) || !text.starts_with(piece.literal)) return false;
    text.remove_prefix(piece.literal.size());
    return true;
  });
}

bool Glob::ConsumeSuffix(absl::Span<const Piece> segment, std::string_view& text) {
  return std::all_of(segment.rbegin(), segment.rend(), [&](const Piece& piece) {
    if (!text.ends_with(piece.literal)) return false;
    text.remove_suffix(piece.literal.size());
    return ConsumeLastCodePoints(piece.skipped, text);
  });
}

// After a `*`, what the first piece skips may as well be skipped at once: the rest can match anywhere behind it.
bool Glob::ConsumeFirst(absl::Span<const Piece> segment, std::string_view& text) {
  if (segment.empty()) return true;
  const Piece& first = segment.front();
  if (!ConsumeCodePoints(first.skipped, text)) return false;
  while (ConsumeUpTo(first.literal, text)) {
    std::string_view behind = text.substr(first.literal.size());
    if (ConsumePrefix(segment.subspan(1), behind)) {
      text = behind;
      return true;
    }
    if (text.empty()) return false;
    text.remove_prefix(CodePointSize(text));
  }
  return false;
}

// Once the first and the last segment are where they must be, the first match of each other one in what is left is as
// good as any later one: it leaves most for those behind it.
bool Glob::Matches(std::string_view text) const {
  if (!ConsumePrefix(segments_.front(), text)) return false;
  if (segments_.size() == 1) return text.empty();
  if (!ConsumeSuffix(segments_.back(), text)) return false;
  return std::all_of(std::next(segments_.begin()), std::prev(segments_.end()),
                     [&](const Segment& segment) { return ConsumeFirst(segment, text); });
}

std::optional<std::string> Glob::OnlyText() const {
  const Segment& segment = segments_.front();
  if (segments_.size() > 1 || segment.size() > 1) return std::nullopt;
  if (segment.empty()) return "";
  return segment.front().skipped > 0 ? std::nullopt : std::make_optional(segment.front().literal);
}

}  // namespace rollcall::select
