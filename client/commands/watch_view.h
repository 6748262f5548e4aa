// How `rollcall watch` shows what it sees.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/watch/mirror.h"
#include "client/watch/resuming_watch.h"

namespace rollcall::client {

// For one thread. The results are those of writing (see Output).
class WatchView : public WatchObserver {
 public:
  // A message was applied; `mirror` is as it is after it.
  virtual absl::Status OnStep(const FoldStep& step, const Mirror& mirror) = 0;
  // When Tick wants to be called next, at the latest.
  virtual absl::Time NextTick() const = 0;
  virtual absl::Status Tick(const Mirror& mirror) = 0;
  // The watch is over: leaves the terminal as it should be left.
  virtual void End(const Mirror& mirror) = 0;
};

}  // namespace rollcall::client
