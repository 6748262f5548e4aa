// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/screen_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/instant.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"
#include "google/protobuf/util/message_differencer.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kMinFrameInterval = absl::Milliseconds(100);
constexpr absl::Duration kIdleFrameInterval = absl::Seconds(1);  // because the ages shown grow
constexpr absl::Duration kMarkDuration = absl::Seconds(5);

// ECMA-48 control sequences, and the DEC private mode for the cursor. Every current terminal supports them.
constexpr absl::string_view kHideCursor = "\x1b[?25l";
constexpr absl::string_view kShowCursor = "\x1b[?25h";
constexpr absl::string_view kClearAll = "\x1b[2J\x1b[H";
constexpr absl::string_view kClearToLineEnd = "\x1b[K";
constexpr absl::string_view kClearBelow = "\x1b[J";

const v1::Coprocessor* Find(const v1::NodeStatus& node, const std::string& name) {
  for (const v1::Coprocessor& coprocessor : node.coprocessors()) {
    if (coprocessor.name() == name) return &coprocessor;
  }
  return nullptr;
}

}  // namespace

ScreenView::ScreenView(absl::Duration connect_timeout, CommandContext& context)
    : connect_timeout_(connect_timeout), context_(context) {}

void ScreenView::OnLost(const Lost& lost) { ShowConnectionMessage(LostText(lost, connect_timeout_)); }

void ScreenView::OnResumed(const Resumed& resumed) {
  ShowConnectionMessage(ResumedText(resumed, context_.clock.Now()));
  connection_message_.clear();
}

// If stderr is the terminal too, the screen shows the message, because a line on stderr would break the screen.
void ScreenView::ShowConnectionMessage(std::string message) {
  if (!context_.err_is_terminal) PrintError(message, context_);
  connection_message_ = std::move(message);
  is_dirty_ = true;
}

absl::Status ScreenView::OnMessage(const client::AppliedMessage& applied, const client::WatchCache& cache) {
  if (!applied.snapshot.has_value()) {  // the nodes of a snapshot are not changes
    for (const client::AppliedMessage::Updated& updated : applied.updated) MarkChanges(updated, cache.fold());
  }
  if (applied.digest == client::AppliedMessage::Digest::kDiffers) ShowConnectionMessage(MismatchText(applied.header));
  if (applied.digest == client::AppliedMessage::Digest::kMatches) {
    header_time_ = context_.clock.Now();
    connection_message_.clear();
    is_dirty_ = true;
  }
  return absl::OkStatus();
}

void ScreenView::MarkChanges(const client::AppliedMessage::Updated& updated, const client::Fold& fold) {
  const auto node = fold.nodes().find(updated.node_id);
  CHECK(node != fold.nodes().end());
  if (updated.change == client::AppliedMessage::Change::kRepublished) return;
  const Instant now = context_.clock.Now();
  changed_[{updated.node_id, ""}] = now;
  for (const v1::Coprocessor& row : node->second.coprocessors()) {
    const v1::Coprocessor* before = Find(updated.before, row.name());
    const bool is_same = before != nullptr && google::protobuf::util::MessageDifferencer::Equals(*before, row);
    if (!is_same) changed_[{updated.node_id, row.name()}] = now;
  }
}

void ScreenView::ExpireMarks(Instant now) {
  std::erase_if(changed_, [now](const auto& entry) { return now - entry.second > kMarkDuration; });
}

Instant ScreenView::NextTick() const {
  if (!drawn_.has_value()) return Instant::InfinitePast();
  return drawn_->time + (is_dirty_ ? kMinFrameInterval : kIdleFrameInterval);
}

absl::Status ScreenView::Tick(const client::WatchCache& cache) {
  return context_.clock.Now() < NextTick() ? absl::OkStatus() : Draw(cache);
}

void ScreenView::Close(const client::WatchCache& cache) {
  if (!drawn_.has_value()) return;
  Draw(cache).IgnoreError();
  context_.out.Write(absl::StrCat("\r\n", kShowCursor)).IgnoreError();
}

FrameInput ScreenView::MakeInput(const client::WatchCache& cache, const TerminalSize& size) {
  const Instant now = context_.clock.Now();
  ExpireMarks(now);
  FrameInput input;
  input.server = cache.server();
  input.header = cache.fold().header();
  input.since_header = now - header_time_;
  input.nodes = &cache.fold().nodes();
  for (const auto& [key, time] : changed_) input.changed.insert(key);
  input.connection_message = connection_message_;
  input.width = std::max<size_t>(size.width, 1);
  input.height = std::max<size_t>(size.height, 2) - 1;  // the line after the last frame is for the shell's prompt
  input.color = context_.color;
  return input;
}

std::string ScreenView::MoveToFrameStart(const TerminalSize& size) const {
  if (!drawn_.has_value()) return absl::StrCat(kHideCursor, "\r");
  if (drawn_->size != size) return std::string(kClearAll);  // the terminal may have wrapped the old lines
  return drawn_->lines > 1 ? absl::StrCat("\r\x1b[", drawn_->lines - 1, "A") : "\r";
}

absl::Status ScreenView::Draw(const client::WatchCache& cache) {
  const TerminalSize size = context_.terminal_size();
  std::string text = MoveToFrameStart(size);
  const std::vector<std::string> frame = Frame(MakeInput(cache, size));
  for (size_t i = 0; i < frame.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : "\r\n", frame[i], kClearToLineEnd);
  absl::StrAppend(&text, kClearBelow);
  is_dirty_ = false;
  drawn_ = DrawnFrame{.size = size, .lines = frame.size(), .time = context_.clock.Now()};
  return context_.out.Write(text);
}

}  // namespace rollcall::cli
