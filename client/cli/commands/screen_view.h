// SPDX-License-Identifier: Apache-2.0
// Shows a watch as a live screen, which a person moves through with keys. At most 10 frames a second are drawn. The
// last frame stays on the terminal.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/hidden_nodes.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/screen/controls.h"
#include "client/cli/screen/frame.h"
#include "client/cli/screen/keys.h"
#include "client/cli/screen/screen_model.h"
#include "client/cli/terminal/terminal.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

class ScreenView final : public WatchView {
 public:
  // `filter` is that of the watch. Opens the terminal, so make it before other threads start.
  ScreenView(const v1::Filter& filter, absl::Duration connect_timeout, CommandContext& context);

  void Start(client::Client& client) override { hidden_.Start(client); }
  void OnWaiting(const Waiting& waiting) override;
  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  void OnWrongDigest(const WrongDigest& wrong) override;
  absl::Status OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch) override;
  Instant NextTick() const override;
  // Handles keys and signals, and draws a frame if one is due. The key q cancels the context's cancellation.
  absl::Status Tick(const client::ClusterWatch& watch) override;
  void Close(const client::ClusterWatch& watch) override;

 private:
  // The frame that is on the terminal.
  struct DrawnFrame {
    TerminalSize size;
    Instant time;
    Widths wanted;
  };
  void ShowConnectionMessage(std::string message);
  void RefreshModel(const client::ClusterWatch& watch);
  void PollTerminal();
  void HandleKeys(const client::ClusterWatch& watch);
  void Handle(const KeyPress& press, const client::ClusterWatch& watch);
  Instant FrameDue() const;
  FrameInput MakeInput(const client::ClusterWatch& watch, const TerminalSize& size) const;
  absl::Status Draw(const client::ClusterWatch& watch);
  absl::Status WriteLastFrame(const client::ClusterWatch& watch);

  const absl::Duration connect_timeout_;
  CommandContext& context_;
  HiddenNodes hidden_;
  ScreenModel model_;
  Controls controls_;
  KeyDecoder decoder_;
  const std::unique_ptr<Terminal> terminal_;  // nullptr if stdout is none
  Terminal::Screen screen_ = Terminal::Screen::kCleared;
  bool is_dirty_ = true;  // something has changed since the last frame
  std::optional<DrawnFrame> drawn_;
  size_t page_ = 0;                 // rows that fit into the last frame
  Instant header_time_;             // when the newest checkpoint whose digest matched came
  std::string connection_message_;  // empty if the connection is good
};

}  // namespace rollcall::cli
