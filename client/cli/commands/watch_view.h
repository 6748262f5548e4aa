// SPDX-License-Identifier: Apache-2.0
// How `rollcall watch` shows what it sees.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/watch/resuming_watch.h"
#include "client/lib/watch/watch_cache.h"

namespace rollcall::cli {

// For one thread. The results are those of writing (see Output).
class WatchView : public client::WatchObserver {
 public:
  // A message was applied; `cache` is as it is after it.
  virtual absl::Status OnStep(const client::AppliedMessage& step, const client::WatchCache& cache) = 0;
  // When Tick wants to be called next, at the latest.
  virtual absl::Time NextTick() const = 0;
  virtual absl::Status Tick(const client::WatchCache& cache) = 0;
  // The watch is over: leaves the terminal as it should be left.
  virtual void End(const client::WatchCache& cache) = 0;
};

}  // namespace rollcall::cli
