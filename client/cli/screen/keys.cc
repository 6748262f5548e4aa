// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/keys.h"

#include <algorithm>
#include <optional>

#include "display/utf8.h"

namespace rollcall::cli {
namespace {

constexpr char kEsc = '\x1b';

bool IsFinalByte(char byte) { return byte >= 0x40 && byte <= 0x7E; }

// By the final byte of a control sequence, or the byte after SS3 (ESC O).
std::optional<Key> KeyByFinalByte(char byte) {
  switch (byte) {
    case 'A':
      return Key::kUp;
    case 'B':
      return Key::kDown;
    case 'H':
      return Key::kHome;
    case 'F':
      return Key::kEnd;
    default:
      return std::nullopt;
  }
}

// By the number before "~".
std::optional<Key> KeyByNumber(std::string_view number) {
  if (number == "5") return Key::kPageUp;
  if (number == "6") return Key::kPageDown;
  if (number == "1" || number == "7") return Key::kHome;
  if (number == "4" || number == "8") return Key::kEnd;
  return std::nullopt;
}

// `parameters` are the bytes between "ESC [" and the final byte. Those after ";" are modifiers such as Shift.
std::optional<Key> KeyByControlSequence(std::string_view parameters, char final_byte) {
  return final_byte == '~' ? KeyByNumber(parameters.substr(0, parameters.find(';'))) : KeyByFinalByte(final_byte);
}

std::optional<Key> KeyByControlCharacter(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return Key::kEnter;
    case '\b':
    case '\x7f':
      return Key::kBackspace;
    case 'B' & 0x1F:
      return Key::kPageUp;
    case 'F' & 0x1F:
      return Key::kPageDown;
    case 'P' & 0x1F:
      return Key::kUp;
    case 'N' & 0x1F:
      return Key::kDown;
    case 'L' & 0x1F:
      return Key::kRedraw;
    case 'U' & 0x1F:
      return Key::kClearLine;
    default:
      return std::nullopt;
  }
}

// The first bytes of a character in UTF-8, whose others have not arrived.
bool IsStartOfCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() >= length) return false;
  return std::all_of(text.begin() + 1, text.end(), [](char byte) { return (byte & 0xC0) == 0x80; });
}

bool IsControlCharacter(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

}  // namespace

std::vector<KeyPress> KeyDecoder::Decode(std::string_view bytes, Instant now) {
  std::vector<KeyPress> keys;
  if (bytes.empty() && !pending_.empty() && now - last_byte_ >= kEscapeTimeout) {
    if (pending_.size() == 1 && pending_[0] == kEsc) keys.push_back({Key::kEscape});
    pending_.clear();
  }
  if (!bytes.empty()) last_byte_ = now;
  pending_ += bytes;
  while (!pending_.empty() && TakeKey(keys)) {
  }
  return keys;
}

bool KeyDecoder::TakeKey(std::vector<KeyPress>& keys) {
  if (pending_[0] == kEsc) return TakeSequence(keys);
  if (IsStartOfCharacter(pending_)) return false;
  TakeCharacter(keys);
  return true;
}

bool KeyDecoder::TakeSequence(std::vector<KeyPress>& keys) {
  if (pending_.size() < 2) return false;
  if (pending_[1] == kEsc) {  // Esc was pressed twice
    keys.push_back({Key::kEscape});
    pending_.erase(0, 1);
    return true;
  }
  size_t last = 1;  // of the final byte
  if (pending_[1] == 'O') last = 2;
  if (pending_[1] == '[') {
    last = 2;
    while (last < pending_.size() && !IsFinalByte(pending_[last])) ++last;
  }
  if (last >= pending_.size()) return false;
  std::optional<Key> key;
  if (pending_[1] == 'O') key = KeyByFinalByte(pending_[2]);
  if (pending_[1] == '[') key = KeyByControlSequence(std::string_view(pending_).substr(2, last - 2), pending_[last]);
  if (key.has_value()) keys.push_back({*key});
  pending_.erase(0, last + 1);
  return true;
}

void KeyDecoder::TakeCharacter(std::vector<KeyPress>& keys) {
  const CodePoint c = FirstCodePoint(pending_);
  if (const std::optional<Key> key = KeyByControlCharacter(pending_[0])) {
    keys.push_back({*key});
  } else if (c.is_well_formed && !IsControlCharacter(c.value)) {
    keys.push_back({Key::kText, pending_.substr(0, c.length)});
  }
  pending_.erase(0, c.length);
}

}  // namespace rollcall::cli
