// SPDX-License-Identifier: Apache-2.0
// A second watch beside one with a filter: of the nodes that the filter hides though they are not up. The filtered
// watch only says that such a node does not match any longer, not why.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "absl/time/time.h"
#include "rollcall/client/client.h"
#include "rollcall/client/cluster_watch.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// The watch waits on the network in between, and what it waits with cannot wait for anything else too.
inline constexpr absl::Duration kPollInterval = absl::Milliseconds(50);

// For one thread.
class HiddenNodes {
 public:
  explicit HiddenNodes(const v1::Filter& filter);

  // Starts the watch, unless `filter` hides no node. `client` must live until Stop.
  void Start(client::Client& client);
  void Stop();
  bool is_active() const { return client_ != nullptr; }
  // When Poll must be called next, at the latest. InfiniteFuture unless it is active.
  Instant NextPoll(Instant now) const { return is_active() ? now + kPollInterval : Instant::InfiniteFuture(); }
  // Takes what has arrived; does not wait. If the watch has ended, starts another one after a pause. True if nodes()
  // may have changed.
  bool Poll(Instant now);

  // Whether nodes() are all that there were at a revision. False again after the end of a watch, until the next one's
  // first checkpoint.
  bool is_complete() const { return is_complete_; }
  // The nodes that are not up and match the filter's conditions on ids.
  const std::map<int32_t, v1::NodeStatus>& nodes() const;
  // The states of nodes that are shown even if the filtered watch never showed them: those that `filter` admits, if it
  // has conditions on what a node runs. Nobody knows what a node that is not up would run.
  const std::set<int>& admitted_states() const { return admitted_states_; }

 private:
  // The filtered watch reports the connection already.
  class Silent final : public client::WatchObserver {
   public:
    void OnLost(const Lost&) override {}
    void OnResumed(const Resumed&) override {}
  };

  bool TakeMessages(Instant now);

  const std::optional<v1::Filter> filter_;
  std::set<int> admitted_states_;
  Silent observer_;
  client::Client* client_ = nullptr;           // from Start to Stop, if there is something to watch
  std::optional<client::ClusterWatch> watch_;  // nullopt after the end of a watch
  bool is_complete_ = false;
  Instant start_at_;  // of the next watch
};

}  // namespace rollcall::cli
