// SPDX-License-Identifier: Apache-2.0
// Shows a watch as a live screen. Each frame overwrites the one before it, at most 10 times a second. The last frame
// stays on the terminal.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/instant.h"
#include "client/cli/commands/command_context.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/render/frame.h"

namespace rollcall::cli {

class ScreenView final : public WatchView {
 public:
  ScreenView(absl::Duration connect_timeout, CommandContext& context);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  absl::Status OnMessage(const client::AppliedMessage& applied, const client::WatchCache& cache) override;
  Instant NextTick() const override;
  absl::Status Tick(const client::WatchCache& cache) override;
  void Close(const client::WatchCache& cache) override;

 private:
  // The frame that is on the terminal.
  struct DrawnFrame {
    TerminalSize size;
    size_t lines;
    Instant time;
  };
  void ShowConnectionMessage(std::string message);
  void MarkChanges(const client::AppliedMessage::Updated& updated, const client::Fold& fold);
  void ExpireMarks(Instant now);
  FrameInput MakeInput(const client::WatchCache& cache, const TerminalSize& size);
  std::string MoveToFrameStart(const TerminalSize& size) const;
  absl::Status Draw(const client::WatchCache& cache);

  const absl::Duration connect_timeout_;
  CommandContext& context_;
  bool is_dirty_ = true;  // something has changed since the last frame
  std::optional<DrawnFrame> drawn_;
  Instant header_time_;             // when the newest checkpoint whose digest matched came
  std::string connection_message_;  // empty if the connection is good
  std::map<RowKey, Instant> changed_;
};

}  // namespace rollcall::cli
