// SPDX-License-Identifier: Apache-2.0
#include "client/cli/screen/controls.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "display/utf8.h"

namespace rollcall::cli {
namespace {

constexpr size_t kMaxSearchBytes = 200;

void EraseLastCharacter(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

Controls::Effect Controls::Handle(const KeyPress& press, const std::vector<ScreenRow>& rows, size_t page) {
  if (prompt_.has_value()) return HandlePromptKey(press, rows);
  const bool had_message = !message_.empty();
  message_.clear();
  if (shows_help_ && press.key != Key::kText && press.key != Key::kRedraw) {
    shows_help_ = press.key != Key::kEscape;
    return shows_help_ ? Effect::kNone : Effect::kChanged;
  }
  const auto lines = static_cast<ptrdiff_t>(std::max<size_t>(page, 1));
  switch (press.key) {
    case Key::kText:
      return HandleCharacter(press.text, rows, page);
    case Key::kUp:
      return MoveBy(-1, rows);
    case Key::kDown:
      return MoveBy(1, rows);
    case Key::kPageUp:
      return MoveBy(-lines, rows);
    case Key::kPageDown:
      return MoveBy(lines, rows);
    case Key::kHome:
      return MoveTo(0, rows);
    case Key::kEnd:
      return MoveTo(rows.empty() ? 0 : rows.size() - 1, rows);
    case Key::kRedraw:
      return Effect::kRedraw;
    default:
      return had_message ? Effect::kChanged : Effect::kNone;
  }
}

Controls::Effect Controls::HandlePromptKey(const KeyPress& press, const std::vector<ScreenRow>& rows) {
  switch (press.key) {
    case Key::kText:
      if (prompt_->size() < kMaxSearchBytes) *prompt_ += press.text;
      return Effect::kChanged;
    case Key::kBackspace:
      if (prompt_->empty()) prompt_.reset();
      if (prompt_.has_value()) EraseLastCharacter(*prompt_);
      return Effect::kChanged;
    case Key::kClearLine:
      prompt_->clear();
      return Effect::kChanged;
    case Key::kEscape:
      prompt_.reset();
      return Effect::kChanged;
    case Key::kEnter:
      if (!prompt_->empty()) search_ = *prompt_;
      prompt_.reset();
      return Find(Direction::kForward, cursor_, rows);
    case Key::kRedraw:
      return Effect::kRedraw;
    default:
      return Effect::kNone;
  }
}

Controls::Effect Controls::HandleCharacter(const std::string& character, const std::vector<ScreenRow>& rows,
                                           size_t page) {
  if (character == "q") return Effect::kQuit;
  if (shows_help_ || character == "?") {  // any character ends the help
    shows_help_ = !shows_help_;
    return Effect::kChanged;
  }
  if (character == "j") return MoveBy(1, rows);
  if (character == "k") return MoveBy(-1, rows);
  if (character == " ") return MoveBy(static_cast<ptrdiff_t>(std::max<size_t>(page, 1)), rows);
  if (character == "b") return MoveBy(-static_cast<ptrdiff_t>(std::max<size_t>(page, 1)), rows);
  if (character == "g") return MoveTo(0, rows);
  if (character == "G") return MoveTo(rows.empty() ? 0 : rows.size() - 1, rows);
  if (character == "n") return FindNext(Direction::kForward, rows);
  if (character == "N") return FindNext(Direction::kBackward, rows);
  if (character == "s") return SortBy(static_cast<Sort>((static_cast<int>(sort_) + 1) % kSorts));
  if (character == "c") return SortBy(sort_ == Sort::kChanged ? sort_before_changed_ : Sort::kChanged);
  if (character != "/") return Effect::kNone;
  prompt_ = "";
  return Effect::kChanged;
}

Controls::Effect Controls::MoveBy(ptrdiff_t delta, const std::vector<ScreenRow>& rows) {
  if (rows.empty()) return Effect::kNone;
  const ptrdiff_t row = static_cast<ptrdiff_t>(cursor_) + delta;
  return MoveTo(static_cast<size_t>(std::clamp<ptrdiff_t>(row, 0, static_cast<ptrdiff_t>(rows.size()) - 1)), rows);
}

Controls::Effect Controls::MoveTo(size_t row, const std::vector<ScreenRow>& rows) {
  cursor_ = row;
  cursor_key_.reset();
  if (row > 0) cursor_key_ = KeyOf(rows[row]);
  return Effect::kChanged;
}

Controls::Effect Controls::SortBy(Sort sort) {
  if (sort == Sort::kChanged) sort_before_changed_ = sort_;
  sort_ = sort;
  top_ = 0;
  return MoveTo(0, {});
}

Controls::Effect Controls::Find(Direction direction, size_t from, const std::vector<ScreenRow>& rows) {
  if (search_.empty()) {
    message_ = "nothing to search for yet; type / and a text";
    return Effect::kChanged;
  }
  const std::optional<size_t> found = rows.empty() ? std::nullopt : FindRow(rows, search_, from, direction);
  if (found.has_value()) return MoveTo(*found, rows);
  message_ = absl::StrCat("no row has \"", search_, "\"");
  return Effect::kChanged;
}

Controls::Effect Controls::FindNext(Direction direction, const std::vector<ScreenRow>& rows) {
  if (rows.empty()) return Find(direction, 0, rows);
  const size_t step = direction == Direction::kForward ? 1 : rows.size() - 1;
  return Find(direction, (cursor_ + step) % rows.size(), rows);
}

void Controls::Fit(const std::vector<ScreenRow>& rows, int64_t version, size_t page) {
  if (version != version_ && cursor_key_.has_value()) {
    const auto at =
        std::find_if(rows.begin(), rows.end(), [this](const auto& row) { return KeyOf(row) == cursor_key_; });
    if (at != rows.end()) {
      const size_t lines_above = cursor_ - top_;
      cursor_ = static_cast<size_t>(at - rows.begin());
      top_ = cursor_ - std::min(cursor_, lines_above);
    }
  }
  version_ = version;
  page = std::max<size_t>(page, 1);
  cursor_ = std::min(cursor_, rows.empty() ? 0 : rows.size() - 1);
  top_ = std::min(top_, cursor_);
  if (cursor_ >= top_ + page) top_ = cursor_ - page + 1;
  top_ = std::min(top_, rows.size() > page ? rows.size() - page : 0);
}

}  // namespace rollcall::cli
