// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob.h"

#include <optional>
#include <utility>

#include "base/check.h"

namespace rollcall::select {
namespace {

// Length in bytes of the code point at the front of well-formed UTF-8.
size_t CodePointSize(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) ++size;
  return size;
}

}  // namespace

absl::StatusOr<Glob> Glob::Compile(std::string_view pattern) {
  Glob glob;
  while (!pattern.empty()) {
    const char first = pattern.front();
    if (first == '\\') {
      pattern.remove_prefix(1);
      if (pattern.empty()) {
        return absl::InvalidArgumentError("ends with a single '\\'; write '\\\\' for the character itself");
      }
    }
    const size_t size = CodePointSize(pattern);
    const Kind kind = first == '*' ? Kind::kAnySequence : first == '?' ? Kind::kAnyOne : Kind::kLiteral;
    const bool is_repeated =
        kind == Kind::kAnySequence && !glob.steps_.empty() && glob.steps_.back().kind == Kind::kAnySequence;
    if (!is_repeated) glob.steps_.push_back({kind, std::string(pattern.substr(0, size))});
    pattern.remove_prefix(size);
  }
  return glob;
}

size_t Glob::MatchedSize(const Step& step, std::string_view text) {
  CHECK(step.kind != Kind::kAnySequence);
  if (text.empty()) return 0;
  if (step.kind == Kind::kAnyOne) return CodePointSize(text);
  return step.kind == Kind::kLiteral && text.starts_with(step.literal) ? step.literal.size() : 0;
}

bool Glob::Matches(std::string_view text) const {
  size_t step = 0;
  // The step after the last kAnySequence, and the text on which it was tried last.
  std::optional<std::pair<size_t, std::string_view>> retry;
  while (true) {
    if (step < steps_.size() && steps_[step].kind == Kind::kAnySequence) {
      retry = {++step, text};
      continue;
    }
    if (step == steps_.size() && text.empty()) return true;
    const size_t matched = step < steps_.size() ? MatchedSize(steps_[step], text) : 0;
    if (matched > 0) {
      text.remove_prefix(matched);
      ++step;
      continue;
    }
    if (!retry.has_value() || retry->second.empty()) return false;
    retry->second.remove_prefix(CodePointSize(retry->second));  // the sequence matches one more
    step = retry->first;
    text = retry->second;
  }
}

}  // namespace rollcall::select
