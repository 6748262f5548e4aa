// SPDX-License-Identifier: Apache-2.0
#include "server/http/viewers.h"

#include <algorithm>
#include <utility>

#include "server/watch/work_budget.h"

namespace rollcall::http {
namespace {

// This thread may take as long as it needs, and a selection that cannot be served has to be brought to its next state.
void CatchUp(watch::Selection& selection, const state::Store& store) {
  do {
    watch::WorkBudget budget = watch::WorkBudget::Unlimited();
    selection.DoSlice(store, budget);
  } while (!selection.IsServable());
}

}  // namespace

Viewers::Viewers(state::Store& store, const ViewerLimits& limits, ViewerCounters& counters)
    : store_(store),
      limits_(limits),
      counters_(counters),
      thread_([this] { Run(); }),
      subscription_(store.Subscribe([this] { OnStoreChanged(); })) {}

Viewers::~Viewers() {
  {
    const MutexLock lock(mutex_);
    is_stopping_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
  for (const Viewer& viewer : viewers_) viewer.stream->End();
}

std::shared_ptr<HttpStream> Viewers::Open(const select::Filter& filter) {
  const MutexLock lock(mutex_);
  if (is_stopping_) return nullptr;
  if (counters_.viewers >= limits_.max_viewers) {
    ++counters_.refused;
    return nullptr;
  }
  ++counters_.viewers;
  auto stream = std::make_shared<HttpStream>();
  arrivals_.push_back({filter, stream});
  changed_.NotifyAll();
  return stream;
}

void Viewers::OnStoreChanged() {
  const MutexLock lock(mutex_);
  may_have_news_ = true;
  if (counters_.viewers > 0) changed_.NotifyAll();
}

void Viewers::Run() {
  while (AwaitWork()) {
    const Instant began = Instant::Now();
    Admit();
    TellAll();
    DropGone();
    constexpr int kShare = 4;  // it rests for so many times as long as it worked
    Rest(std::max(limits_.least_pause, kShare * (Instant::Now() - began)));
  }
}

bool Viewers::AwaitWork() {
  const MutexLock lock(mutex_);
  const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return is_stopping_ || !arrivals_.empty() || (may_have_news_ && counters_.viewers > 0);
  };
  bool is_time_up = false;
  while (!has_work() && !is_time_up) {
    if (counters_.viewers == 0) {
      changed_.Wait(mutex_);
    } else {
      is_time_up = !changed_.WaitFor(mutex_, absl::ToChronoMilliseconds(limits_.heartbeat / 2));
    }
  }
  may_have_news_ = false;
  return !is_stopping_;
}

void Viewers::Rest(absl::Duration pause) {
  const Instant until = Instant::Now() + pause;
  const MutexLock lock(mutex_);
  for (Instant now = Instant::Now(); now < until && !is_stopping_ && arrivals_.empty(); now = Instant::Now()) {
    changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(until - now));
  }
}

void Viewers::Admit() {
  std::vector<Arrival> arrivals;
  {
    const MutexLock lock(mutex_);
    arrivals.swap(arrivals_);
  }
  for (Arrival& arrival : arrivals) {
    viewers_.push_back(
        {.selection = selections_.Get(arrival.filter, select::View::kBasic), .stream = std::move(arrival.stream)});
  }
}

void Viewers::DropGone() {
  const size_t gone = std::erase_if(viewers_, [](const Viewer& viewer) { return !viewer.stream->IsOpen(); });
  const MutexLock lock(mutex_);
  counters_.viewers -= gone;
}

void Viewers::TellAll() {
  if (viewers_.empty()) return;
  for (const Viewer& viewer : viewers_) {
    if (viewer.selection->IsBehind(store_)) CatchUp(*viewer.selection, store_);
  }
  const Instant now = Instant::Now();
  const page::Summary summary = page::Summarize(page::ReadState(store_), store_.Server(), now);
  for (Viewer& viewer : viewers_) Tell(viewer, summary, now);
}

void Viewers::Tell(Viewer& viewer, const page::Summary& summary, Instant now) {
  const uint64_t digest = viewer.selection->head().digest;
  std::string key = page::ShownKey(summary, digest);
  if (key == viewer.sent_key && now - viewer.sent_at < limits_.heartbeat / 2) return;
  viewer.stream->Set(page::StateEvent(summary, digest));
  viewer.sent_key = std::move(key);
  viewer.sent_at = now;
}

}  // namespace rollcall::http
