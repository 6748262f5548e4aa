// SPDX-License-Identifier: Apache-2.0
// A local copy of the nodes that a filter selects, kept up to date by a watch. The copy changes only at checkpoints, is
// checked at each of them, and is replaced by a snapshot if the check fails.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/lib/watch/fold.h"
#include "client/lib/watch/resuming_watch.h"
#include "rollcall/instant.h"

namespace rollcall::client {

// For one thread.
class WatchCache {
 public:
  // `watch` must not be null.
  explicit WatchCache(std::unique_ptr<ResumingWatch> watch);

  // Waits for the next message until `until`, and folds it. On kMessage, `applied` is its effect. If applied.digest is
  // kDiffers, what was received is wrong and was dropped, and the watch has already been restarted without a token: a
  // snapshot will follow.
  WatchRead Next(Instant until, AppliedMessage& applied);
  // Returns why the watch ended. Call it after kEnd (see ResumingWatch).
  absl::Status Finish() { return watch_->Finish(); }

  const Fold& fold() const { return fold_; }
  // The server that is watched or tried now.
  const std::string& server() const { return watch_->server(); }

 private:
  const std::unique_ptr<ResumingWatch> watch_;
  Fold fold_;
  int64_t calls_ = 0;                // of `watch_`, when what is aside in `fold_` came
  v1::WatchStatusResponse message_;  // here so that its memory is reused
};

}  // namespace rollcall::client
