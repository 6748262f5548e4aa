// SPDX-License-Identifier: Apache-2.0
// Serves WatchStatus on one event loop.
//
// A change of the store only notifies the loop. Its thread then wakes the watches that may have a message (the watcher
// group knows them), and each makes its message when the transport can send it. Used on the loop's thread only, except
// where a comment says otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/log.h"
#include "rollcall/instant.h"
#include "server/api/even_spread.h"
#include "server/rpc/loop/event_loop.h"
#include "server/rpc/loop/notifier.h"
#include "server/rpc/router.h"
#include "server/state/store.h"
#include "server/watch/selection_registry.h"
#include "server/watch/watch_counters.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

class WatchCall;

// Of a clock that is only good for differences. Takes no lock, unlike Instant::Now.
inline int64_t SteadyNanoseconds() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

class WatchServer {
 public:
  // What the loops share. Must outlive this.
  struct Shared {
    state::Store& store;
    std::atomic<int> max_watchers;
    watch::WatchCounters& counters;
    RepeatedFault& refused;  // for the log
  };

  // Subscribes to the store.
  WatchServer(const Shared& shared, rpc::EventLoop& loop);

  void AddMethods(rpc::Router& router);
  // Refuses new watches with SHUTTING_DOWN, and sends their connections away (GOAWAY), so that the caller's next call
  // finds another replica also through a proxy that balances connections. Those that run go on. Thread-safe.
  void BeginDrain() { is_draining_ = true; }
  // BeginDrain(), and ends the watches with SHUTTING_DOWN, evenly spread over a time from now on. Thread-safe.
  void EndWatchesOver(absl::Duration time);
  // Ends every watch, and every later one, with SHUTTING_DOWN. Thread-safe.
  void EndWatches();
  bool is_draining() const { return is_draining_; }

  // When Poll has something to do at the latest; now, while a selection has work left.
  Instant NextWake() const;
  // Time has passed. To be called in every turn of the loop, before its output is sent.
  void Poll(Instant now);

  // What the filters of the watches remember. Thread-safe.
  size_t filter_memory_bytes() const { return selections_.filter_memory_bytes(); }

  // For the calls. An error ends the call. `deadline` is that of the call.
  absl::StatusOr<std::unique_ptr<watch::Watcher>> NewWatcher(std::string_view request, Instant deadline);
  void Add(WatchCall& call) { calls_.insert(&call); }
  void Remove(WatchCall& call);
  watch::WatcherGroup& watcher_group() { return watcher_group_; }
  const state::Store& store() const { return shared_.store; }
  watch::WatchCounters& counters() { return shared_.counters; }
  // About the present.
  Instant now() const { return now_; }
  // When the change happened of which the watches are being told; 0 if none is. Nanoseconds of the steady clock.
  int64_t changed_at() const { return telling_of_; }

 private:
  void NoteChange();
  void OnNotified();
  void BeginToEnd(absl::Duration time);
  // Ends the watches that are to have ended by now.
  void EndDue();

  const Shared& shared_;
  rpc::EventLoop& loop_;
  Instant now_ = Instant::Now();
  absl::flat_hash_set<WatchCall*> calls_;
  absl::flat_hash_set<WatchCall*> to_end_;  // those of calls_ that ends_ is about and that have not ended yet
  EvenSpread ends_;
  watch::WatcherGroup watcher_group_;
  watch::SelectionRegistry selections_;
  watch::FrozenOrderSlot frozen_slot_;
  std::atomic<bool> is_draining_ = false;
  std::atomic<bool> ending_ = false;
  std::atomic<int64_t> changed_at_ = 0;  // the oldest change that the loop was not told of yet; 0 if there is none
  int64_t telling_of_ = 0;               // see changed_at(); kept while selections work on a change in slices
  rpc::Notifier notifier_;               // tells the loop that the store has changed, or that the watches must end
  state::Subscription subscription_;     // last: ends before what its listener uses
};

}  // namespace rollcall::api
