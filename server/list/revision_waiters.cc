// SPDX-License-Identifier: Apache-2.0
#include "server/list/revision_waiters.h"

#include <utility>

namespace rollcall::list {
namespace {

constexpr std::chrono::hours kNoDeadline(1);  // nobody waits: look again some time

}  // namespace

RevisionWaiters::RevisionWaiters(state::Store& store)
    : store_(store), thread_([this] { Run(); }), subscription_(store.Subscribe([this] { OnStoreChanged(); })) {}

RevisionWaiters::~RevisionWaiters() { Shutdown(); }

RevisionWaiters::Id RevisionWaiters::Wait(int64_t revision, absl::Duration at_most, Done done) {
  {
    MutexLock lock(mutex_);
    if (!stopping_) {
      const Id id = next_id_++;
      const Clock::time_point deadline = Clock::now() + absl::ToChronoNanoseconds(at_most);
      waiters_.emplace(id, Waiter{revision, deadline, std::move(done)});
      by_revision_.emplace(revision, id);
      by_deadline_.emplace(deadline, id);
      look_ = true;
      changed_.NotifyAll();
      return id;
    }
  }
  done(Outcome::kShutDown);
  return 0;
}

RevisionWaiters::Forgotten RevisionWaiters::Forget(Id id) {
  Done forgotten;  // dies outside the lock
  MutexLock lock(mutex_);
  if (!waiters_.contains(id)) return Forgotten::kTooLate;
  forgotten = Take(id);
  return Forgotten::kYes;
}

void RevisionWaiters::Shutdown() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

size_t RevisionWaiters::size() const {
  MutexLock lock(mutex_);
  return waiters_.size();
}

void RevisionWaiters::OnStoreChanged() {
  const int64_t revision = store_.Revision();
  MutexLock lock(mutex_);
  if (by_revision_.empty() || by_revision_.begin()->first > revision) return;
  look_ = true;
  changed_.NotifyAll();
}

void RevisionWaiters::Run() {
  while (SleepUntilDue()) {
    for (const Due& due : TakeDue(store_.Revision(), Clock::now())) due.done(due.outcome);
  }
  for (const Due& due : TakeAll()) due.done(due.outcome);
}

// False: it is time to stop.
bool RevisionWaiters::SleepUntilDue() {
  MutexLock lock(mutex_);
  while (!stopping_ && !look_) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point until = by_deadline_.empty() ? now + kNoDeadline : by_deadline_.begin()->first;
    if (until <= now) break;
    changed_.WaitFor(mutex_, until - now);
  }
  look_ = false;
  return !stopping_;
}

std::vector<RevisionWaiters::Due> RevisionWaiters::TakeDue(int64_t revision, Clock::time_point now) {
  std::vector<Due> due;
  MutexLock lock(mutex_);
  while (!by_revision_.empty() && by_revision_.begin()->first <= revision) {
    due.push_back({Take(by_revision_.begin()->second), Outcome::kReached});
  }
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
    due.push_back({Take(by_deadline_.begin()->second), Outcome::kTimeUp});
  }
  return due;
}

std::vector<RevisionWaiters::Due> RevisionWaiters::TakeAll() {
  std::vector<Due> due;
  MutexLock lock(mutex_);
  while (!by_revision_.empty()) due.push_back({Take(by_revision_.begin()->second), Outcome::kShutDown});
  return due;
}

RevisionWaiters::Done RevisionWaiters::Take(Id id) {
  const auto it = waiters_.find(id);
  by_revision_.erase({it->second.revision, id});
  by_deadline_.erase({it->second.deadline, id});
  Done done = std::move(it->second.done);
  waiters_.erase(it);
  return done;
}

}  // namespace rollcall::list
