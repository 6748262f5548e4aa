// SPDX-License-Identifier: Apache-2.0
#include "server/api/watch_server.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/api/request.h"
#include "server/api/watch_call.h"
#include "server/response/error.h"
#include "server/response/not_ready.h"
#include "server/select/caller_wait.h"
#include "server/select/min_revision.h"
#include "server/watch/watch_request.h"
#include "server/watch/watcher.h"

namespace rollcall::api {
WatchServer::WatchServer(const Shared& shared, rpc::EventLoop& loop)
    : shared_(shared),
      loop_(loop),
      notifier_(loop, [this] { OnNotified(); }),
      subscription_(shared.store.Subscribe([this] {
        NoteChange();
        notifier_.Notify();
      })) {}

void WatchServer::AddMethods(rpc::Router& router) {
  router.Add({&rpc::FindMethod("rollcall.v1.CoprocessorStatusService.WatchStatus"),
              [this](rpc::Call& call) { return std::make_unique<WatchCall>(*this, call); }});
}

// The loop drops this if it has ended, so that `this` exists whenever it runs.
void WatchServer::EndWatchesOver(absl::Duration time) {
  BeginDrain();
  loop_.Post([this, time] { BeginToEnd(time); });
}

void WatchServer::BeginToEnd(absl::Duration time) {
  now_ = Instant::Now();
  to_end_ = calls_;
  ends_ = EvenSpread(to_end_.size(), now_, time);
}

void WatchServer::EndDue() {
  const size_t left = ends_.LeftAt(now_);
  while (to_end_.size() > left) {
    WatchCall* const call = *to_end_.begin();
    to_end_.erase(to_end_.begin());
    call->Finish(response::ShuttingDown());
  }
}

void WatchServer::Remove(WatchCall& call) {
  calls_.erase(&call);
  to_end_.erase(&call);
}

void WatchServer::EndWatches() {
  is_draining_ = true;
  ending_ = true;
  notifier_.Notify();
}

void WatchServer::Poll(Instant now) {
  now_ = now;
  const int64_t telling_of = std::exchange(telling_of_, 0);  // a heartbeat tells of no change
  watcher_group_.WakeDue(shared_.store, now);
  if (watcher_group_.HasWork()) {
    // The slice may see a change before the loop was told of it.
    telling_of_ = telling_of != 0 ? telling_of : changed_at_.load(std::memory_order_relaxed);
    watcher_group_.DoSlice(shared_.store);
    if (!watcher_group_.HasWork()) telling_of_ = 0;
  }
  if (!to_end_.empty()) EndDue();
}

Instant WatchServer::NextWake() const {
  if (watcher_group_.HasWork()) return now_;
  if (to_end_.empty()) return watcher_group_.NextWake();
  return std::min(watcher_group_.NextWake(), ends_.NextEnd(to_end_.size()));
}

// On the thread that changes the store.
void WatchServer::NoteChange() {
  if (changed_at_.load(std::memory_order_relaxed) != 0) return;
  int64_t none = 0;
  changed_at_.compare_exchange_strong(none, SteadyNanoseconds(), std::memory_order_relaxed);
}

void WatchServer::OnNotified() {
  if (ending_) {
    for (WatchCall* const call : calls_) call->Finish(response::ShuttingDown());
  } else {
    now_ = Instant::Now();
    const int64_t changed_at = changed_at_.exchange(0, std::memory_order_relaxed);
    if (telling_of_ == 0) telling_of_ = changed_at;
    watcher_group_.WakeChanged(shared_.store);
    if (!watcher_group_.HasWork()) telling_of_ = 0;
  }
}

absl::StatusOr<std::unique_ptr<watch::Watcher>> WatchServer::NewWatcher(std::string_view request_bytes,
                                                                        Instant deadline) {
  if (is_draining_) return response::ShuttingDown();
  const absl::StatusOr<v1::WatchStatusRequest> request = Parse<v1::WatchStatusRequest>(request_bytes);
  if (!request.ok()) return request.status();
  absl::StatusOr<watch::CompiledWatch> watch = watch::CompileWatch(*request);
  if (!watch.ok()) return watch.status();
  if (!shared_.store.IsReady()) return response::NotReady(shared_.store.Source());
  const int max_watchers = shared_.max_watchers;
  if (shared_.counters.watchers.fetch_add(1) >= max_watchers) {
    shared_.counters.watchers.fetch_sub(1);
    ++shared_.counters.refused;
    shared_.refused.Report(Instant::Now(), "refused a watch",
                           absl::StrCat("this server has its ", max_watchers, " watches; see --max-watchers"));
    return response::TooManyWatches(max_watchers);
  }
  now_ = Instant::Now();
  watch->request.revision_wait = select::CallerWait(deadline - now_, select::kRevisionWait);
  return std::make_unique<watch::Watcher>(selections_.Get(watch->filter, watch->view), std::move(watch->request),
                                          frozen_slot_, now_);
}

}  // namespace rollcall::api
