// Serves WatchStatus: one thread, one completion queue, all streams.
//
// The store's listener only rings a bell; the thread then pumps the streams that have something to say (the audience
// knows them). A stream whose reader is slow has a write in flight and is left alone until that completes. Thread-safe
// where not said otherwise.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "server/api/bell.h"
#include "server/api/service.h"
#include "server/api/watch_stream.h"
#include "server/state/store.h"
#include "server/watch/audience.h"
#include "server/watch/selections.h"

namespace rollcall::api {

struct WatchLimits {
  int max_watchers = 20'000;
};

class WatchServer {
 public:
  // Subscribes to the store: make it before the feed starts. `queue` is one of the server's that `service` belongs to.
  WatchServer(state::Store& store, Service& service, std::unique_ptr<grpc::ServerCompletionQueue> queue,
              WatchLimits limits);
  ~WatchServer();

  // After the grpc::Server was started.
  void Start();
  // Tells every watch that the server stops (SHUTTING_DOWN). Before grpc::Server::Shutdown.
  void EndWatches();
  // Ends the thread. After grpc::Server::Shutdown.
  void Join();

  const WatchCounters& counters() const { return counters_; }

 private:
  void Run();
  void OnCompleted(WatchStream& stream, Call::Event event, bool ok);
  void OnBell();
  void OnRequested(WatchStream& stream);
  absl::Status BeginWatch(WatchStream& stream);
  void WaitForCall();
  static gpr_timespec ToTimespec(absl::Time time);

  state::Store& store_;
  Service& service_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  const WatchLimits limits_;
  WatchCounters counters_;
  std::thread thread_;

  Bell bell_;  // the store has changed, or the watches are to end
  std::atomic<bool> ending_ = false;
  bool shut_down_ = false;

  // The thread's own.
  Corks corks_;
  absl::flat_hash_map<WatchStream*, std::unique_ptr<WatchStream>> streams_;  // the one that waits for a call, too
  watch::Audience audience_;
  watch::Selections selections_;
  watch::PinSlot pins_;
  bool refusing_ = false;
};

}  // namespace rollcall::api
