// SPDX-License-Identifier: Apache-2.0
// From the bytes that a terminal sends to keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

enum class Key {
  kText,  // a character
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kHome,
  kEnd,
  kEnter,
  kBackspace,
  kEscape,
  kClearLine,  // Ctrl-U
  kRedraw,     // Ctrl-L
};

struct KeyPress {
  Key key;
  std::string text = "";  // of kText: one character, UTF-8
  friend bool operator==(const KeyPress&, const KeyPress&) = default;
};

// Understands the cursor keys as all current terminals send them (ECMA-48 control sequences, and SS3 in application
// mode). Keys that it does not know, and those with Alt, are dropped whole, so that their bytes are not taken for other
// keys. For one thread.
class KeyDecoder {
 public:
  // A sequence arrives at once. If nothing follows an ESC byte for this long, it was the key Esc.
  static constexpr absl::Duration kEscapeTimeout = absl::Milliseconds(50);

  // Decodes the bytes that arrived at `now`. Call it without bytes too, from time to time, for the key Esc.
  std::vector<KeyPress> Decode(std::string_view bytes, Instant now);

 private:
  // Takes the first key off `pending_`. False if its bytes are not complete.
  bool TakeKey(std::vector<KeyPress>& keys);
  bool TakeSequence(std::vector<KeyPress>& keys);
  void TakeCharacter(std::vector<KeyPress>& keys);

  std::string pending_;
  Instant last_byte_;  // when the newest byte of `pending_` arrived
};

}  // namespace rollcall::cli
