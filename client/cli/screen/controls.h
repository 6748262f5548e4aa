// SPDX-License-Identifier: Apache-2.0
// What the person at the screen has chosen with the keys: the cursor, the visible part, the order, the search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/screen/keys.h"
#include "client/cli/screen/screen_model.h"
#include "client/cli/screen/screen_search.h"

namespace rollcall::cli {

// For one thread.
class Controls {
 public:
  enum class Effect { kNone, kChanged, kRedraw, kQuit };  // kRedraw: the whole terminal must be drawn again

  // `rows` are those that are shown, `page` is how many of them fit. A key without a meaning has no effect.
  Effect Handle(const KeyPress& press, const std::vector<ScreenRow>& rows, size_t page);
  // Must be called before a frame: adapts the cursor and the visible part to the rows and the height. If the rows are
  // others than before (`version`), the cursor stays on its row, unless it is on the first one: there it stays first.
  void Fit(const std::vector<ScreenRow>& rows, int64_t version, size_t page);

  size_t top() const { return top_; }  // index of the first visible row
  size_t cursor() const { return cursor_; }
  Sort sort() const { return sort_; }
  bool shows_help() const { return shows_help_; }
  // The text that is being typed after "/"; nullopt if none is.
  const std::optional<std::string>& prompt() const { return prompt_; }
  // Says what the last key did, if it did not what was asked for. Not sanitized.
  const std::string& message() const { return message_; }

 private:
  Effect HandlePromptKey(const KeyPress& press, const std::vector<ScreenRow>& rows);
  Effect HandleCharacter(const std::string& character, const std::vector<ScreenRow>& rows, size_t page);
  Effect MoveBy(ptrdiff_t delta, const std::vector<ScreenRow>& rows);
  Effect MoveTo(size_t row, const std::vector<ScreenRow>& rows);
  Effect SortBy(Sort sort);
  Effect Find(Direction direction, size_t from, const std::vector<ScreenRow>& rows);
  Effect FindNext(Direction direction, const std::vector<ScreenRow>& rows);

  size_t top_ = 0;
  size_t cursor_ = 0;
  std::optional<RowKey> cursor_key_;  // of the cursor's row, unless that is the first
  int64_t version_ = 0;
  Sort sort_ = Sort::kName;
  Sort sort_before_changed_ = Sort::kName;
  bool shows_help_ = false;
  std::optional<std::string> prompt_;
  std::string search_;
  std::string message_;
};

}  // namespace rollcall::cli
