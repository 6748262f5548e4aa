// SPDX-License-Identifier: Apache-2.0
// What all list calls of a server share. ServeLists (list_call.h) makes it serve.
//
// The thread of the calls answers from a small state, a thread pool from a large one. A call that waits for its
// min_revision occupies no thread. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/instant.h"
#include "base/thread_pool.h"
#include "server/api/service.h"
#include "server/list/list_handler.h"
#include "server/list/list_query.h"
#include "server/list/revision_waiters.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListServer {
 public:
  using Clock = std::function<Instant()>;
  struct Options {
    Clock clock;
    absl::Duration max_wait;         // how long a call waits for its revision at most; the contract says 10 s
    absl::Duration expiry_interval;  // how often expired snapshots are dropped
  };

  // Subscribes to `store`, which must outlive this.
  ListServer(state::Store& store, Service& service, Options options);

  // Ends waiting calls with SHUTTING_DOWN, and calls that would begin to wait later too. To be called before
  // grpc::Server::Shutdown, which waits for the calls to end.
  void Shutdown();

  // Poll is to be called at NextWake() at the latest, both on the thread of the calls. It drops expired snapshots, on
  // the pool because that may take milliseconds. They would stay for ever if no more list requests came.
  Instant NextWake() const { return next_expiry_; }
  void Poll(Instant now);

  // Calls that wait for their revision.
  size_t waiting() const { return waiters_.size(); }
  // Snapshots that are kept for later pages.
  size_t kept_snapshots() const { return handler_.kept_snapshots(); }

  // For the calls of this server.
  Service& service() { return service_; }
  list::RevisionWaiters& waiters() { return waiters_; }
  absl::Duration max_wait() const { return options_.max_wait; }
  bool MustWait(const list::ListQuery& query) const;
  // Whether an answer may take too long for the thread of the calls.
  bool IsLarge() const;
  ThreadPool& pool() { return pool_; }
  absl::StatusOr<list::ListResponseBytes> Handle(const list::ListQuery& query) {
    return handler_.Handle(query, options_.clock());
  }

 private:
  const state::Store& store_;
  Service& service_;
  const Options options_;
  Instant next_expiry_ = Instant::InfinitePast();  // used by the thread of the calls only
  list::ListHandler handler_;
  list::RevisionWaiters waiters_;
  ThreadPool pool_;
};

}  // namespace rollcall::api
