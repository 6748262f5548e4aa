// SPDX-License-Identifier: Apache-2.0
// Serves the list methods.
//
// Answers from a small state are made by the calls' thread, those from a large one by workers. A call that waits for
// its min_revision holds no thread. Thread-safe.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "base/thread_pool.h"
#include "server/api/service.h"
#include "server/list/list_handler.h"
#include "server/list/list_query.h"
#include "server/list/revision_waiters.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListServer {
 public:
  using Clock = std::function<absl::Time()>;

  // Subscribes to the store: make it before the feed starts, and let it live until feed and server have ended. A call
  // waits for its revision at most `max_wait`; the contract says 10 s.
  ListServer(state::Store& store, Service& service, Clock clock, absl::Duration max_wait);

  // Serves calls on `queue` from here on. After the grpc::Server was started.
  void Serve(grpc::ServerCompletionQueue& queue);

  // Waiting calls get SHUTTING_DOWN, also those that would begin to wait later. To be called before
  // grpc::Server::Shutdown, which waits for calls to end.
  void Shutdown();

  // Calls that wait for their revision.
  size_t waiting() const { return waiters_.size(); }

  // What its calls use.
  Service& service() { return service_; }
  list::RevisionWaiters& waiters() { return waiters_; }
  absl::Duration max_wait() const { return max_wait_; }
  bool MustWait(const list::ListQuery& query) const;
  // Whether an answer may take so long that the thread of the calls should not make it.
  bool IsLarge() const;
  ThreadPool& pool() { return pool_; }
  absl::StatusOr<list::ListResponseBytes> Answer(const list::ListQuery& query) {
    return handler_.Answer(query, clock_());
  }

 private:
  const state::Store& store_;
  Service& service_;
  const Clock clock_;
  const absl::Duration max_wait_;
  list::ListHandler handler_;
  list::RevisionWaiters waiters_;
  ThreadPool pool_;
};

}  // namespace rollcall::api
