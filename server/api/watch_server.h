// SPDX-License-Identifier: Apache-2.0
// Serves WatchStatus.
//
// The store's listener only rings a bell; the thread of the calls then pumps the streams that have something to say
// (the audience knows them). A stream whose reader is slow has a write in flight and is left alone until that
// completes. Used by that thread only, where not said otherwise.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>

#include "absl/container/flat_hash_set.h"
#include "server/api/connection_corker.h"
#include "server/api/cq_notifier.h"
#include "server/api/message_buffers.h"
#include "server/api/rpc_event_loop.h"
#include "server/api/service.h"
#include "server/api/watch_stream.h"
#include "server/state/store.h"
#include "server/watch/selection_registry.h"
#include "server/watch/watch_counters.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

struct WatchLimits {
  int max_watchers = 20'000;
};

class WatchServer final : public RpcEventLoop::LoopHook {
 public:
  // Subscribes to the store: make it before the feed starts. `queue` is that of the thread that attends to this.
  WatchServer(state::Store& store, Service& service, grpc::ServerCompletionQueue& queue, WatchLimits limits);

  // After the grpc::Server was started, before the thread is.
  void Serve() { WatchStream::Request(*this); }
  // Tells every watch that the server stops (SHUTTING_DOWN), for good. Before grpc::Server::Shutdown. Thread-safe.
  void EndWatches();

  absl::Time NextWake() const override { return watcher_group_.NextWake(); }
  void Poll(absl::Time now) override;

  // Of any thread.
  const watch::WatchCounters& counters() const { return counters_; }

  // What its streams use.
  Service& service() { return service_; }
  grpc::ServerCompletionQueue& queue() { return queue_; }
  watch::WatchCounters& counters() { return counters_; }
  ConnectionCorker& corker() { return corker_; }
  MessageBuffers& buffers() { return buffers_; }
  // There is a call: it becomes a watch, or is finished.
  void Begin(WatchStream& stream);
  // Something of it has completed: it may be able to go on.
  void Flush(WatchStream& stream);
  // Nothing of it is under way any more.
  void End(WatchStream& stream);

 private:
  void OnNotified();
  absl::Status TryBegin(WatchStream& stream);

  state::Store& store_;
  Service& service_;
  grpc::ServerCompletionQueue& queue_;
  const WatchLimits limits_;
  watch::WatchCounters counters_;
  std::atomic<bool> ending_ = false;
  CqNotifier notifier_;  // the store has changed, or the watches are to end

  ConnectionCorker corker_;
  MessageBuffers buffers_;
  absl::flat_hash_set<WatchStream*> streams_;
  watch::WatcherGroup watcher_group_;
  watch::SelectionRegistry selections_;
  watch::FrozenOrderSlot frozen_slot_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::api
