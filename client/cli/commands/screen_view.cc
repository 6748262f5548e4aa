// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/screen_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kMinFrameInterval = absl::Milliseconds(100);
constexpr absl::Duration kIdleFrameInterval = absl::Seconds(1);  // because the ages shown grow

// ECMA-48 control sequences. Every current terminal supports them.
constexpr absl::string_view kHome = "\x1b[H";
constexpr absl::string_view kClearAll = "\x1b[2J";
constexpr absl::string_view kClearToLineEnd = "\x1b[K";
constexpr absl::string_view kClearBelow = "\x1b[J";

// A line that fills its width leaves the cursor on the last character, which must not be cleared.
std::string LineForScreen(const Line& line, size_t width, Color color) {
  return absl::StrCat(LineText(line, color), LineWidth(line) < width ? kClearToLineEnd : "");
}

}  // namespace

ScreenView::ScreenView(const v1::Filter& filter, absl::Duration connect_timeout, CommandContext& context)
    : connect_timeout_(connect_timeout),
      context_(context),
      hidden_(filter),
      model_(hidden_.admitted_states()),
      terminal_(context.open_terminal()) {}

void ScreenView::OnWaiting(const Waiting& waiting) { ShowConnectionMessage(WaitingText(waiting, connect_timeout_)); }

void ScreenView::OnLost(const Lost& lost) { ShowConnectionMessage(LostText(lost, connect_timeout_)); }

void ScreenView::OnResumed(const Resumed& resumed) {
  ShowConnectionMessage(ResumedText(resumed, context_.clock.Now()));
  connection_message_.clear();
}

void ScreenView::OnWrongDigest(const WrongDigest& wrong) { ShowConnectionMessage(WrongDigestText(wrong)); }

// If stderr is the terminal too, the screen shows the message, because a line on stderr would break the screen.
void ScreenView::ShowConnectionMessage(std::string message) {
  if (!context_.err_is_terminal) PrintError(message, context_);
  connection_message_ = std::move(message);
  is_dirty_ = true;
}

absl::Status ScreenView::OnMessage(const client::ViewStep& step, const client::ClusterWatch& /*watch*/) {
  model_.Record(step, context_.clock.Now());
  if (step.digest == client::ViewStep::Digest::kMatches) {
    header_time_ = context_.clock.Now();
    connection_message_.clear();
    is_dirty_ = true;
  }
  return absl::OkStatus();
}

Instant ScreenView::FrameDue() const {
  if (!drawn_.has_value()) return Instant::InfinitePast();
  return drawn_->time + (is_dirty_ ? kMinFrameInterval : kIdleFrameInterval);
}

Instant ScreenView::NextTick() const {
  const Instant now = context_.clock.Now();
  const Instant next_key = terminal_ == nullptr ? Instant::InfiniteFuture() : now + kPollInterval;
  return std::min({FrameDue(), next_key, hidden_.NextPoll(now)});
}

absl::Status ScreenView::Tick(const client::ClusterWatch& watch) {
  PollTerminal();
  if (hidden_.Poll(context_.clock.Now())) {
    model_.RecordHidden();
    is_dirty_ = true;
  }
  HandleKeys(watch);
  if (drawn_.has_value() && drawn_->size != context_.terminal_size()) is_dirty_ = true;
  const bool may_draw = screen_ != Terminal::Screen::kHidden && context_.clock.Now() >= FrameDue();
  return may_draw ? Draw(watch) : absl::OkStatus();
}

void ScreenView::PollTerminal() {
  if (terminal_ == nullptr) return;
  const Terminal::Screen screen = terminal_->Poll();
  // A cleared screen remains to be drawn until a frame is due.
  if (screen == Terminal::Screen::kShown && screen_ == Terminal::Screen::kCleared) return;
  screen_ = screen;
  if (screen == Terminal::Screen::kCleared) is_dirty_ = true;
}

void ScreenView::RefreshModel(const client::ClusterWatch& watch) {
  model_.SortBy(controls_.sort());
  model_.Refresh({watch.view().nodes(), hidden_.nodes(), watch.view().header()}, context_.clock.Now());
  controls_.Fit(model_.rows(), model_.version(), page_);
}

void ScreenView::HandleKeys(const client::ClusterWatch& watch) {
  if (terminal_ == nullptr) return;
  for (const KeyPress& press : decoder_.Decode(terminal_->ReadTyped(), context_.clock.Now())) Handle(press, watch);
}

void ScreenView::Handle(const KeyPress& press, const client::ClusterWatch& watch) {
  RefreshModel(watch);
  switch (controls_.Handle(press, model_.rows(), page_)) {
    case Controls::Effect::kNone:
      break;
    case Controls::Effect::kChanged:
      is_dirty_ = true;
      break;
    case Controls::Effect::kRedraw:
      screen_ = Terminal::Screen::kCleared;
      is_dirty_ = true;
      break;
    case Controls::Effect::kQuit:
      context_.cancellation.Cancel();
      break;
  }
}

FrameInput ScreenView::MakeInput(const client::ClusterWatch& watch, const TerminalSize& size) const {
  FrameInput input;
  input.server = watch.server();
  input.header = watch.view().header();
  input.since_header = context_.clock.Now() - header_time_;
  input.connection_message = connection_message_;
  input.model = &model_;
  input.width = std::max<size_t>(size.width, 1);
  input.height = std::max<size_t>(size.height, 1);
  input.top = controls_.top();
  if (drawn_.has_value() && drawn_->size == size) input.min_widths = drawn_->wanted;
  if (terminal_ == nullptr || !terminal_->has_keyboard()) return input;
  input.keyboard = KeyboardInput{.cursor = controls_.cursor(),
                                 .shows_help = controls_.shows_help(),
                                 .prompt = controls_.prompt(),
                                 .message = controls_.message()};
  return input;
}

absl::Status ScreenView::Draw(const client::ClusterWatch& watch) {
  const TerminalSize size = context_.terminal_size();
  RefreshModel(watch);
  page_ = PageOf(MakeInput(watch, size));
  controls_.Fit(model_.rows(), model_.version(), page_);
  const FrameInput input = MakeInput(watch, size);
  const Frame frame = RenderFrame(input);
  const bool is_new = screen_ == Terminal::Screen::kCleared || drawn_->size != size;
  std::string text = absl::StrCat(kHome, is_new ? kClearAll : "");
  for (size_t i = 0; i < frame.lines.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : "\r\n", LineForScreen(frame.lines[i], input.width, context_.color));
  }
  if (frame.lines.size() < input.height) absl::StrAppend(&text, "\r\n", kClearBelow);
  screen_ = Terminal::Screen::kShown;
  is_dirty_ = false;
  drawn_ = DrawnFrame{.size = size, .time = context_.clock.Now(), .wanted = frame.wanted};
  return context_.out.Write(text);
}

void ScreenView::Close(const client::ClusterWatch& watch) {
  const bool was_hidden = terminal_ != nullptr && screen_ == Terminal::Screen::kHidden;
  if (terminal_ != nullptr) terminal_->Leave();
  if (drawn_.has_value() && !was_hidden) WriteLastFrame(watch).IgnoreError();
  hidden_.Stop();
}

// The terminal shows the lines of the shell again. The frame goes below them, without what belongs to keys.
absl::Status ScreenView::WriteLastFrame(const client::ClusterWatch& watch) {
  TerminalSize size = context_.terminal_size();
  size.height = std::max<size_t>(size.height, 2) - 1;  // the line after the frame is for the shell's prompt
  RefreshModel(watch);
  FrameInput input = MakeInput(watch, size);
  input.keyboard.reset();
  std::string text;
  for (const Line& line : RenderFrame(input).lines) absl::StrAppend(&text, LineText(line, context_.color), "\r\n");
  return context_.out.Write(text);
}

}  // namespace rollcall::cli
