// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/json_grammar.h"

#include <algorithm>
#include <string>

namespace rollcall::fuzz {
namespace {

// Reads tokens off the front; each Take* is false where that token does not stand there.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  bool AtEnd() {
    SkipSpace();
    return rest_.empty();
  }
  bool Take(std::string_view token) {
    SkipSpace();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool TakeString() {
    if (!Take("\"")) return false;
    while (!rest_.empty()) {
      const auto c = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c < 0x20 || (c == '\\' && !TakeEscaped())) return false;
    }
    return false;
  }
  bool TakeNumber() {
    SkipSpace();
    TakeOneOf("-");
    if (!TakeOneOf("0") && !TakeDigits()) return false;
    if (TakeOneOf(".") && !TakeDigits()) return false;
    if (!TakeOneOf("eE")) return true;
    TakeOneOf("+-");
    return TakeDigits();
  }
  bool TakeScalar() {
    if (Take("null") || Take("true") || Take("false")) return true;
    return rest_.starts_with('"') ? TakeString() : TakeNumber();
  }

 private:
  void SkipSpace() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool TakeOneOf(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool TakeDigits() {
    if (!TakeOneOf("0123456789")) return false;
    while (TakeOneOf("0123456789")) {
    }
    return true;
  }
  bool TakeEscaped() {
    if (TakeOneOf("\"\\/bfnrt")) return true;
    if (!TakeOneOf("u")) return false;
    for (int i = 0; i < 4; ++i) {
      if (!TakeOneOf("0123456789abcdefABCDEF")) return false;
    }
    return true;
  }

  std::string_view rest_;
};

bool TakeName(Tokens& tokens) { return tokens.TakeString() && tokens.Take(":"); }

// After a value: takes what closes, up to the next place for a value. False where the text is wrong there.
bool TakeClosings(Tokens& tokens, std::string& open) {
  while (!open.empty()) {
    if (tokens.Take(",")) return open.back() == '[' || TakeName(tokens);
    if (!tokens.Take(open.back() == '[' ? "]" : "}")) return false;
    open.pop_back();
  }
  return true;
}

}  // namespace

bool IsTopicJson(std::string_view text) {
  Tokens tokens(text);
  std::string open;  // the brackets around the place that is read
  do {
    if (tokens.Take("[")) {
      open.push_back('[');
      if (!tokens.Take("]")) continue;
      open.pop_back();
    } else if (tokens.Take("{")) {
      open.push_back('{');
      if (!tokens.Take("}")) {
        if (!TakeName(tokens)) return false;
        continue;
      }
      open.pop_back();
    } else if (!tokens.TakeScalar()) {
      return false;
    }
    if (!TakeClosings(tokens, open)) return false;
  } while (!open.empty());
  return tokens.AtEnd();
}

}  // namespace rollcall::fuzz
