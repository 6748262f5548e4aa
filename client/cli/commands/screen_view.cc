// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/screen_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/connection_messages.h"
#include "client/cli/commands/report.h"
#include "google/protobuf/util/message_differencer.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kFastest = absl::Milliseconds(100);
constexpr absl::Duration kIdle = absl::Seconds(1);  // ages grow
constexpr absl::Duration kMarkedFor = absl::Seconds(5);

// ECMA-48 and the DEC private mode for the cursor, which every terminal of today knows.
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

void ScreenView::OnLost(const Lost& lost) { Note(LostText(lost, connect_timeout_)); }

void ScreenView::OnResumed(const Resumed& resumed) {
  Note(ResumedText(resumed, context_.clock.Now()));
  connection_.clear();
}

// On a terminal the screen shows it; a line on stderr would tear the screen.
void ScreenView::Note(std::string connection) {
  if (context_.err_is == IsTerminal::kNo) PrintError(connection, context_);
  connection_ = std::move(connection);
  dirty_ = true;
}

absl::Status ScreenView::OnStep(const client::AppliedMessage& step, const client::WatchCache& cache) {
  if (step.snapshot.has_value()) in_snapshot_ = true;
  for (const client::AppliedMessage::Updated& updated : step.updated) {
    if (!in_snapshot_) MarkChanges(updated, cache.fold());
  }
  if (step.digest == client::AppliedMessage::Digest::kDiffers) Note(MismatchText(cache.fold()));
  if (step.digest == client::AppliedMessage::Digest::kMatches) {
    connection_.clear();
    header_time_ = context_.clock.Now();
    in_snapshot_ = false;
    dirty_ = true;
  }
  return absl::OkStatus();
}

void ScreenView::MarkChanges(const client::AppliedMessage::Updated& updated, const client::Fold& fold) {
  const auto node = fold.nodes().find(updated.node_id);
  if (node == fold.nodes().end() || updated.change == client::AppliedMessage::Change::kRepublished) return;
  const absl::Time now = context_.clock.Now();
  changed_[{updated.node_id, ""}] = now;
  for (const v1::Coprocessor& row : node->second.coprocessors()) {
    const v1::Coprocessor* before = Find(updated.before, row.name());
    const bool same = before != nullptr && google::protobuf::util::MessageDifferencer::Equals(*before, row);
    if (!same) changed_[{updated.node_id, row.name()}] = now;
  }
}

absl::Time ScreenView::NextTick() const { return drawn_ + (dirty_ ? kFastest : kIdle); }

absl::Status ScreenView::Tick(const client::WatchCache& cache) {
  return context_.clock.Now() < NextTick() ? absl::OkStatus() : Draw(cache);
}

void ScreenView::End(const client::WatchCache& cache) {
  if (!began_) return;
  Draw(cache).IgnoreError();
  context_.out.Write(absl::StrCat("\r\n", kShowCursor)).IgnoreError();
}

FrameInput ScreenView::MakeInput(const client::WatchCache& cache, const TerminalSize& size) {
  const absl::Time now = context_.clock.Now();
  std::erase_if(changed_, [now](const auto& entry) { return now - entry.second > kMarkedFor; });
  FrameInput input;
  input.server = cache.server();
  input.header = cache.fold().header();
  input.since_header = now - header_time_;
  input.nodes = &cache.fold().nodes();
  for (const auto& [key, time] : changed_) input.changed.emplace(key, now - time);
  input.connection = connection_;
  input.width = std::max<size_t>(size.width, 1);
  input.height = std::max<size_t>(size.height, 2) - 1;  // the line after the last frame is the shell's
  input.color = context_.color;
  return input;
}

absl::Status ScreenView::Draw(const client::WatchCache& cache) {
  const TerminalSize size = context_.terminal_size();
  const bool resized = size.width != size_drawn_.width || size.height != size_drawn_.height;
  std::string text;
  if (!began_) absl::StrAppend(&text, kHideCursor);
  if (began_ && resized) {
    absl::StrAppend(&text, kClearAll);  // the terminal has wrapped the old lines as it likes
  } else if (lines_drawn_ > 1) {
    absl::StrAppend(&text, "\r\x1b[", lines_drawn_ - 1, "A");
  } else {
    absl::StrAppend(&text, "\r");
  }
  const std::vector<std::string> frame = Frame(MakeInput(cache, size));
  for (size_t i = 0; i < frame.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : "\r\n", frame[i], kClearToLineEnd);
  absl::StrAppend(&text, kClearBelow);
  began_ = true;
  dirty_ = false;
  lines_drawn_ = frame.size();
  size_drawn_ = size;
  drawn_ = context_.clock.Now();
  return context_.out.Write(text);
}

}  // namespace rollcall::cli
