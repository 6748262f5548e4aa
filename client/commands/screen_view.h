// A watch as a live screen: a frame overwritten in place, at most 10 a second; the last one stays.
#pragma once

#include <map>
#include <string>

#include "client/commands/surroundings.h"
#include "client/commands/watch_view.h"
#include "client/render/frame.h"

namespace rollcall::client {

class ScreenView final : public WatchView {
 public:
  ScreenView(absl::Duration connect_timeout, Surroundings& surroundings);

  void OnLost(const Lost& lost) override;
  void OnResumed(const Resumed& resumed) override;
  absl::Status OnStep(const FoldStep& step, const Mirror& mirror) override;
  absl::Time NextTick() const override;
  absl::Status Tick(const Mirror& mirror) override;
  void End(const Mirror& mirror) override;

 private:
  void Note(std::string connection);
  void MarkChanges(const FoldStep::Updated& updated, const Fold& fold);
  FrameInput MakeInput(const Mirror& mirror, const TerminalSize& size);
  absl::Status Draw(const Mirror& mirror);

  const absl::Duration connect_timeout_;
  Surroundings& surroundings_;
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

}  // namespace rollcall::client
