// SPDX-License-Identifier: Apache-2.0
#include "server/select/glob.h"

#include <optional>
#include <utility>

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
      if (pattern.empty())
        return absl::InvalidArgumentError("ends with a single '\\'; write '\\\\' for the character itself");
    }
    const size_t size = CodePointSize(pattern);
    const Kind kind = first == '*' ? Kind::kAnyRun : first == '?' ? Kind::kAnyOne : Kind::kLiteral;
    const bool repeated_run = kind == Kind::kAnyRun && !glob.steps_.empty() && glob.steps_.back().kind == Kind::kAnyRun;
    if (!repeated_run) glob.steps_.push_back({kind, std::string(pattern.substr(0, size))});
    pattern.remove_prefix(size);
  }
  return glob;
}

size_t Glob::Take(const Step& step, std::string_view text) {
  if (text.empty()) return 0;
  if (step.kind == Kind::kAnyOne) return CodePointSize(text);
  return step.kind == Kind::kLiteral && text.starts_with(step.literal) ? step.literal.size() : 0;
}

bool Glob::Matches(std::string_view text) const {
  size_t step = 0;
  std::optional<std::pair<size_t, std::string_view>>
      retry;  // after the last run: its next step, and where it was tried
  while (true) {
    if (step < steps_.size() && steps_[step].kind == Kind::kAnyRun) {
      retry = {++step, text};
      continue;
    }
    if (step == steps_.size() && text.empty()) return true;
    const size_t taken = step < steps_.size() ? Take(steps_[step], text) : 0;
    if (taken > 0) {
      text.remove_prefix(taken);
      ++step;
      continue;
    }
    if (!retry.has_value() || retry->second.empty()) return false;
    retry->second.remove_prefix(CodePointSize(retry->second));  // the run takes one more
    step = retry->first;
    text = retry->second;
  }
}

}  // namespace rollcall::select
