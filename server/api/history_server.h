// SPDX-License-Identifier: Apache-2.0
// Serves ListChanges: one call at a time, on a thread of its own.
//
// A history is read for people, and must not slow what is served to programs. So the thread has a low priority, and few
// calls wait for it. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "server/history/history_handler.h"
#include "server/rpc/router.h"
#include "server/rpc/unary.h"
#include "server/state/store.h"

namespace rollcall::api {

struct HistoryCounters {
  std::atomic<size_t> waiting = 0;    // calls that wait for their turn now
  std::atomic<uint64_t> refused = 0;  // because too many waited
};

class HistoryServer {
 public:
  // `log` reads the topic of `store`; both must outlive this.
  HistoryServer(const state::Store& store, history::Log& log, history::HistoryLimits limits = {});
  ~HistoryServer();

  // This must outlive the method's calls.
  void AddMethods(rpc::Router& router);
  // Ends all calls, and later ones at once, with SHUTTING_DOWN. Does not wait for the thread.
  void EndCalls() ABSL_LOCKS_EXCLUDED(mutex_);
  // EndCalls(), and then the end of the thread, which may wait for a broker for some seconds. Not to be called by two
  // threads at once.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

  const HistoryCounters& counters() const { return counters_; }

 private:
  using ResponderPtr = std::shared_ptr<rpc::Responder>;

  struct Turn {
    ResponderPtr responder;  // null: no call is being served
    history::ChangesQuery query;
  };

  void Serve(const std::string& bytes, const ResponderPtr& responder);
  void Enqueue(history::ChangesQuery query, const ResponderPtr& responder) ABSL_LOCKS_EXCLUDED(mutex_);
  void Refuse(rpc::Responder& responder);
  // The call is over: it gives its place away.
  void Forget(const rpc::Responder& responder) ABSL_LOCKS_EXCLUDED(mutex_);
  // The thread.
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool TakeNext() ABSL_LOCKS_EXCLUDED(mutex_);
  void Answer();

  const history::HistoryLimits limits_;
  const history::HistoryHandler handler_;
  HistoryCounters counters_;
  RepeatedFault refused_log_;
  RepeatedFault failed_log_;
  std::atomic<bool> is_ending_ = false;  // set under the mutex
  Turn served_;                          // used by the thread only
  Mutex mutex_;
  CondVar changed_;
  std::deque<Turn> waiting_ ABSL_GUARDED_BY(mutex_);
  ResponderPtr served_responder_ ABSL_GUARDED_BY(mutex_);  // that of served_
  std::thread thread_;
};

}  // namespace rollcall::api
