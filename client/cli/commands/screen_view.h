// SPDX-License-Identifier: Apache-2.0
// A watch as a live screen: a frame overwritten in place, at most 10 a second; the last one stays.
#pragma once

#include <map>
#include <string>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/watch_view.h"
#include "client/cli/render/frame.h"

namespace rollcall::cli {

class ScreenView final : public WatchView {
 public:
  ScreenView(absl::Duration connect_timeout, CommandContext& context);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  absl::Status OnStep(const client::AppliedMessage& step, const client::WatchCache& cache) override;
  absl::Time NextTick() const override;
  absl::Status Tick(const client::WatchCache& cache) override;
  void End(const client::WatchCache& cache) override;

 private:
  void Note(std::string connection);
  void MarkChanges(const client::AppliedMessage::Updated& updated, const client::Fold& fold);
  FrameInput MakeInput(const client::WatchCache& cache, const TerminalSize& size);
  absl::Status Draw(const client::WatchCache& cache);

  const absl::Duration connect_timeout_;
  CommandContext& context_;
  bool dirty_ = true;         // something worth a frame happened
  bool in_snapshot_ = false;  // what comes is not news
  bool began_ = false;        // the cursor is hidden
  size_t lines_drawn_ = 0;
  TerminalSize size_drawn_;
  absl::Time drawn_ = absl::InfinitePast();
  absl::Time header_time_;
  std::string connection_;
  std::map<RowKey, absl::Time> changed_;
};

}  // namespace rollcall::cli
