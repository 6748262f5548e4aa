// SPDX-License-Identifier: Apache-2.0
// A live copy of what a filter shows: a watch and its fold, put right when they do not add up.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/watch/fold.h"
#include "client/lib/watch/resuming_watch.h"

namespace rollcall::client {

// For one thread.
class WatchCache {
 public:
  explicit WatchCache(std::unique_ptr<ResumingWatch> watch) : watch_(std::move(watch)) {}

  // Waits for the next message until `until` and applies it; `step` says what it did. When step.digest is kDiffers,
  // what is held is wrong, and the watch starts again without a token by itself: the caller need only say so.
  WatchRead Next(absl::Time until, AppliedMessage& step);
  // Why it ended; after kEnd (see ResumingWatch).
  absl::Status Finish() { return watch_->Finish(); }

  const Fold& fold() const { return fold_; }
  const std::string& server() const { return watch_->server(); }

 private:
  std::unique_ptr<ResumingWatch> watch_;
  Fold fold_;
  v1::WatchStatusResponse message_;
};

}  // namespace rollcall::client
