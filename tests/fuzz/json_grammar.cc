// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/json_grammar.h"

#include <algorithm>
#include <string>

namespace rollcall::fuzz {
namespace {

// Reads tokens from the front of a text. Each Read* returns false if the next token is another one.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  bool AtEnd() {
    SkipSpace();
    return rest_.empty();
  }
  bool Read(std::string_view token) {
    SkipSpace();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool ReadString() {
    if (!Read("\"")) return false;
    while (!rest_.empty()) {
      const auto c = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c < 0x20 || (c == '\\' && !ReadEscaped())) return false;
    }
    return false;
  }
  bool ReadNumber() {
    SkipSpace();
    ReadOneOf("-");
    if (!ReadOneOf("0") && !ReadDigits()) return false;
    if (ReadOneOf(".") && !ReadDigits()) return false;
    if (!ReadOneOf("eE")) return true;
    ReadOneOf("+-");
    return ReadDigits();
  }
  bool ReadScalar() {
    if (Read("null") || Read("true") || Read("false")) return true;
    return rest_.starts_with('"') ? ReadString() : ReadNumber();
  }

 private:
  void SkipSpace() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool ReadOneOf(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool ReadDigits() {
    if (!ReadOneOf("0123456789")) return false;
    while (ReadOneOf("0123456789")) {
    }
    return true;
  }
  bool ReadEscaped() {
    if (ReadOneOf("\"\\/bfnrt")) return true;
    if (!ReadOneOf("u")) return false;
    for (int i = 0; i < 4; ++i) {
      if (!ReadOneOf("0123456789abcdefABCDEF")) return false;
    }
    return true;
  }

  std::string_view rest_;
};

bool ReadName(Tokens& tokens) { return tokens.ReadString() && tokens.Read(":"); }

// Called after a value: reads closing brackets and a comma, up to the next value. False if something else follows.
bool ReadClosings(Tokens& tokens, std::string& open) {
  while (!open.empty()) {
    if (tokens.Read(",")) return open.back() == '[' || ReadName(tokens);
    if (!tokens.Read(open.back() == '[' ? "]" : "}")) return false;
    open.pop_back();
  }
  return true;
}

}  // namespace

bool IsTopicJson(std::string_view text) {
  Tokens tokens(text);
  std::string open;  // the brackets that are open
  do {
    if (tokens.Read("[")) {
      open.push_back('[');
      if (!tokens.Read("]")) continue;
      open.pop_back();
    } else if (tokens.Read("{")) {
      open.push_back('{');
      if (!tokens.Read("}")) {
        if (!ReadName(tokens)) return false;
        continue;
      }
      open.pop_back();
    } else if (!tokens.ReadScalar()) {
      return false;
    }
    if (!ReadClosings(tokens, open)) return false;
  } while (!open.empty());
  return tokens.AtEnd();
}

}  // namespace rollcall::fuzz
