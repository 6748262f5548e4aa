// SPDX-License-Identifier: Apache-2.0
// Serves the list methods.
//
// The thread of the call answers from a small state, a thread pool from a large one. A call that waits for its
// min_revision occupies no thread. How many calls wait is bounded, and nothing is made for one that is over.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/log.h"
#include "base/thread_pool.h"
#include "rollcall/instant.h"
#include "server/list/list_handler.h"
#include "server/list/list_limits.h"
#include "server/list/list_query.h"
#include "server/list/revision_waiters.h"
#include "server/rpc/router.h"
#include "server/rpc/unary.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListServer {
 public:
  using Clock = std::function<Instant()>;
  struct Options {
    Clock clock;
    absl::Duration max_wait;         // how long a call waits for its revision at most; the contract says 10 s
    absl::Duration expiry_interval;  // how often expired snapshots are dropped
    list::ListLimits limits = {};
  };

  // Subscribes to `store`, which must outlive this.
  ListServer(state::Store& store, Options options);

  // Adds the list methods. This must outlive their calls.
  void AddMethods(rpc::Router& router);

  // Ends the calls that wait for their min_revision with SHUTTING_DOWN, and those that would begin to wait later too:
  // another replica may have that revision. The others are answered.
  void EndWaits();
  // EndWaits(), and then waits for the lists that are being answered.
  void Shutdown();

  // Poll is to be called at NextWake() at the latest, both on the same thread. It drops expired snapshots, on the pool
  // because that may take milliseconds. They would stay for ever if no more list requests came.
  Instant NextWake() const { return next_expiry_; }
  void Poll(Instant now);

  // Calls that wait for their revision.
  size_t waiting() const { return waiters_.size(); }
  // Calls that wait for a thread of the pool, canceled ones too until their turn comes.
  size_t queued() const { return queued_; }
  // Calls that were refused because too many waited, for a thread or for their revision, since the beginning.
  uint64_t queue_refused() const { return queue_refused_; }
  uint64_t wait_refused() const { return wait_refused_; }
  // Snapshots that are kept for later pages, and what they take beside the present state.
  size_t kept_snapshots() const { return handler_.kept_snapshots(); }
  int64_t kept_snapshot_bytes() const { return handler_.kept_snapshot_bytes(); }

 private:
  using ResponderPtr = std::shared_ptr<rpc::Responder>;
  using Query = std::shared_ptr<const list::ListQuery>;

  template <typename Request>
  void Serve(const std::string& bytes, const ResponderPtr& responder);
  void Begin(const Query& query, const ResponderPtr& responder);
  bool MustWait(const list::ListQuery& query) const;
  void WaitForRevision(const Query& query, const ResponderPtr& responder);
  void AfterWait(list::RevisionWaiters::Outcome outcome, const Query& query, const ResponderPtr& responder);
  void Answer(const Query& query, const ResponderPtr& responder);
  void AnswerByPool(const Query& query, const ResponderPtr& responder);
  // Because `limit` lists do this already, such as "wait for their turn".
  void Refuse(rpc::Responder& responder, size_t limit, std::string_view what_they_do);
  void RefuseFull(rpc::Responder& responder);
  absl::StatusOr<rpc::Message> Handle(const list::ListQuery& query);
  // Whether an answer may take too long for the thread of the calls.
  bool IsLarge() const;

  const state::Store& store_;
  const Options options_;
  Instant next_expiry_ = Instant::InfinitePast();  // used by the thread that polls only
  list::ListHandler handler_;
  list::RevisionWaiters waiters_;
  std::atomic<size_t> queued_ = 0;
  std::atomic<uint64_t> queue_refused_ = 0;
  std::atomic<uint64_t> wait_refused_ = 0;
  RepeatedFault refused_log_;
  ThreadPool pool_;
};

}  // namespace rollcall::api
