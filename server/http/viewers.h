// SPDX-License-Identifier: Apache-2.0
// The browsers that follow a status page: each is told when the nodes that its page selects, or the counts of the whole
// cluster, have changed, and that the server is alive.
//
// One thread looks at the selections of the watch engine, one for each distinct filter, after a change of the store, at
// most a few times a second. Nothing is queued for a viewer: what it was not sent yet is replaced. So neither the feed
// nor the event loops of the API ever wait for a browser. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/http_stream.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "server/page/page_query.h"
#include "server/page/summary.h"
#include "server/state/store.h"
#include "server/watch/selection_registry.h"

namespace rollcall::http {

struct ViewerLimits {
  size_t max_viewers = 100;
  absl::Duration heartbeat = absl::Seconds(5);           // the longest time without an event
  absl::Duration least_pause = absl::Milliseconds(200);  // between two looks at the store
};

struct ViewerCounters {
  std::atomic<size_t> viewers = 0;    // now
  std::atomic<uint64_t> refused = 0;  // because there were as many as may be
};

class Viewers {
 public:
  // Subscribes to `store`. It and `counters` must outlive this.
  Viewers(state::Store& store, const ViewerLimits& limits, ViewerCounters& counters);
  // Ends the streams.
  ~Viewers();
  Viewers(const Viewers&) = delete;
  Viewers& operator=(const Viewers&) = delete;

  // A stream of events about the nodes that the filter selects, the first one at once; null if there are as many
  // viewers as may be. Never blocks.
  std::shared_ptr<HttpStream> Open(const select::Filter& filter) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Arrival {
    select::Filter filter;
    std::shared_ptr<HttpStream> stream;
  };
  struct Viewer {
    std::shared_ptr<watch::Selection> selection;
    std::shared_ptr<HttpStream> stream;
    std::string sent_key = {};
    Instant sent_at = Instant::InfinitePast();
  };

  void OnStoreChanged() ABSL_LOCKS_EXCLUDED(mutex_);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits until there may be something to tell, for a heartbeat at most. False when it is time to stop.
  bool AwaitWork() ABSL_LOCKS_EXCLUDED(mutex_);
  void Rest(absl::Duration pause) ABSL_LOCKS_EXCLUDED(mutex_);
  void Admit() ABSL_LOCKS_EXCLUDED(mutex_);
  void DropGone() ABSL_LOCKS_EXCLUDED(mutex_);
  void TellAll();
  void Tell(Viewer& viewer, const page::Summary& summary, Instant now);

  const state::Store& store_;
  const ViewerLimits limits_;
  ViewerCounters& counters_;  // of these, `viewers` changes under the mutex
  Mutex mutex_;
  CondVar changed_;
  bool is_stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool may_have_news_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Arrival> arrivals_ ABSL_GUARDED_BY(mutex_);
  // Used by the thread alone.
  watch::SelectionRegistry selections_;
  std::vector<Viewer> viewers_;
  std::thread thread_;
  state::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace rollcall::http
