// SPDX-License-Identifier: Apache-2.0
// A watch that keeps a ClusterView: a local copy of the nodes that a filter selects. The copy changes only at
// checkpoints, is checked at each of them, and is replaced by a snapshot if the check fails.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "rollcall/client/cluster_view.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"

namespace rollcall::client {

// For one thread.
class ClusterWatch {
 public:
  // `watch` must not be null.
  explicit ClusterWatch(std::unique_ptr<Watch> watch);

  // Waits for the next message until `until`, and folds it. On kMessage, `step` is its effect; otherwise `step` stays
  // as it is. If step.digest is kDiffers, what was received is wrong and was dropped, the watch's observer knows it,
  // and a snapshot will follow.
  WatchRead Next(Instant until, ViewStep& step);
  // Returns why the watch ended. Call it after kEnd (see Watch).
  absl::Status Finish() { return watch_->Finish(); }

  const ClusterView& view() const { return view_; }
  // The server that is watched or tried now.
  const std::string& server() const { return watch_->server(); }

 private:
  const std::unique_ptr<Watch> watch_;
  ClusterView view_;
  int64_t calls_ = 0;                // of `watch_`, when what is aside in `view_` came
  v1::WatchStatusResponse message_;  // here so that its memory is reused
};

}  // namespace rollcall::client
