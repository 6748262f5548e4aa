// SPDX-License-Identifier: Apache-2.0
// A local copy of the nodes that a filter selects, kept up to date by a watch. The copy is checked at every checkpoint
// and rebuilt if it is wrong.
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
  // `watch` must not be null.
  explicit WatchCache(std::unique_ptr<ResumingWatch> watch);

  // Waits for the next message until `until` and applies it. On kMessage, `applied` is its effect. If applied.digest is
  // kDiffers, the copy is wrong, and the watch has already been restarted without a token: a snapshot will follow.
  WatchRead Next(absl::Time until, AppliedMessage& applied);
  // Returns why the watch ended. Call it after kEnd (see ResumingWatch).
  absl::Status Finish() { return watch_->Finish(); }

  const Fold& fold() const { return fold_; }
  // The server that is watched or tried now.
  const std::string& server() const { return watch_->server(); }

 private:
  const std::unique_ptr<ResumingWatch> watch_;
  Fold fold_;
  v1::WatchStatusResponse message_;  // here so that its memory is reused
};

}  // namespace rollcall::client
