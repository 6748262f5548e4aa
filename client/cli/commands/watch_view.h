// SPDX-License-Identifier: Apache-2.0
// The interface of the views that show a watch.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/client/client.h"
#include "rollcall/client/cluster_watch.h"
#include "rollcall/client/watch.h"
#include "rollcall/instant.h"

namespace rollcall::cli {

// For one thread. The statuses returned are those of writing (see Output).
class WatchView : public client::WatchObserver {
 public:
  // Called once, before the first message. The client may make watches of the view's own; it outlives the view's use.
  virtual void Start(client::Client& /*client*/) {}
  // Shows the effect of a message. `watch` has folded it already.
  virtual absl::Status OnMessage(const client::ViewStep& step, const client::ClusterWatch& watch) = 0;
  // When Tick must be called next, at the latest.
  virtual Instant NextTick() const = 0;
  virtual absl::Status Tick(const client::ClusterWatch& watch) = 0;
  // The watch is over. Restores the terminal.
  virtual void Close(const client::ClusterWatch& watch) = 0;
};

}  // namespace rollcall::cli
