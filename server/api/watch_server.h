// SPDX-License-Identifier: Apache-2.0
// Serves WatchStatus.
//
// A change of the store only notifies the event loop. The loop's thread then sends messages on the streams that have
// one (the watcher group knows them). A stream with a slow reader has a write in flight, and is left alone until that
// completes. Used by the event loop's thread only, except where a comment says otherwise.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>

#include "absl/container/flat_hash_set.h"
#include "base/instant.h"
#include "server/api/connection_corker.h"
#include "server/api/cq_notifier.h"
#include "server/api/message_buffers.h"
#include "server/api/rpc_event_loop.h"
#include "server/api/service.h"
#include "server/api/watch_stream.h"
#include "server/state/store.h"
#include "server/watch/selection_registry.h"
#include "server/watch/watch_counters.h"
#include "server/watch/watch_limits.h"
#include "server/watch/watcher_group.h"

namespace rollcall::api {

class WatchServer final : public RpcEventLoop::LoopHook, private WatchStream::Owner {
 public:
  // Subscribes to the store, which must outlive this. `queue` is the event loop's.
  WatchServer(state::Store& store, Service& service, grpc::ServerCompletionQueue& queue, watch::WatchLimits limits);

  // After the grpc::Server was started, before the thread is.
  void Serve() { WatchStream::Request(shared_); }
  // Ends every watch, and every later one, with SHUTTING_DOWN. Call it before grpc::Server::Shutdown. Thread-safe.
  void EndWatches();

  Instant NextWake() const override { return watcher_group_.HasWork() ? Instant::Now() : watcher_group_.NextWake(); }
  void Poll(Instant now) override;

  // May be called from any thread.
  const watch::WatchCounters& counters() const { return counters_; }

 private:
  void Begin(WatchStream& stream) override;
  void End(WatchStream& stream) override;
  void OnNotified();
  absl::Status TryBegin(WatchStream& stream);

  const state::Store& store_;
  const watch::WatchLimits limits_;
  watch::WatchCounters counters_;
  std::atomic<bool> ending_ = false;
  CqNotifier notifier_;  // tells the loop that the store has changed, or that the watches must end

  ConnectionCorker corker_;
  MessageBuffers buffers_;
  const WatchStream::Shared shared_;
  absl::flat_hash_set<WatchStream*> streams_;
  watch::WatcherGroup watcher_group_;
  watch::SelectionRegistry selections_;
  watch::FrozenOrderSlot frozen_slot_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::api
