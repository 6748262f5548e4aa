// SPDX-License-Identifier: Apache-2.0
#include "server/list/revision_waiters.h"

#include <utility>

#include "base/check.h"

namespace rollcall::list {
namespace {

constexpr std::chrono::hours kSleepWithoutDeadline(1);

}  // namespace

RevisionWaiters::RevisionWaiters(state::Store& store, size_t max_waits)
    : store_(store),
      max_waits_(max_waits),
      thread_([this] { Run(); }),
      subscription_(store.Subscribe([this] { OnStoreChanged(); })) {}

RevisionWaiters::~RevisionWaiters() {
  Shutdown();
  CHECK_EQ(size(), size_t{0});
}

RevisionWaiters::Id RevisionWaiters::Wait(int64_t revision, absl::Duration at_most, Done done) {
  CHECK(done != nullptr);
  CHECK(at_most >= absl::ZeroDuration() && at_most < absl::InfiniteDuration());
  Outcome refusal = Outcome::kTooMany;
  {
    MutexLock lock(mutex_);
    if (is_stopping_) {
      refusal = Outcome::kShutDown;
    } else if (waiters_.size() < max_waits_) {
      const Id id = next_id_++;
      const Clock::time_point deadline = Clock::now() + absl::ToChronoNanoseconds(at_most);
      waiters_.emplace(id, Waiter{revision, deadline, std::move(done)});
      by_revision_.emplace(revision, id);
      by_deadline_.emplace(deadline, id);
      CheckSizes();
      may_have_due_ = true;
      changed_.NotifyAll();
      return id;
    }
  }
  done(refusal);
  return 0;
}

RevisionWaiters::Forgotten RevisionWaiters::Forget(Id id) {
  Done forgotten;  // destroyed outside the lock
  MutexLock lock(mutex_);
  if (!waiters_.contains(id)) return Forgotten::kTooLate;
  forgotten = Remove(id);
  return Forgotten::kYes;
}

void RevisionWaiters::Shutdown() {
  {
    MutexLock lock(mutex_);
    is_stopping_ = true;
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
  may_have_due_ = true;
  changed_.NotifyAll();
}

void RevisionWaiters::Run() {
  while (SleepUntilDue()) {
    for (const EndedWait& wait : RemoveDue(store_.Revision(), Clock::now())) wait.done(wait.outcome);
  }
  for (const EndedWait& wait : RemoveAll()) wait.done(wait.outcome);
}

bool RevisionWaiters::SleepUntilDue() {
  MutexLock lock(mutex_);
  while (!is_stopping_ && !may_have_due_) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point until = by_deadline_.empty() ? now + kSleepWithoutDeadline : by_deadline_.begin()->first;
    if (until <= now) break;
    changed_.WaitFor(mutex_, until - now);
  }
  may_have_due_ = false;
  return !is_stopping_;
}

std::vector<RevisionWaiters::EndedWait> RevisionWaiters::RemoveDue(int64_t revision, Clock::time_point now) {
  std::vector<EndedWait> due;
  MutexLock lock(mutex_);
  while (!by_revision_.empty() && by_revision_.begin()->first <= revision) {
    due.push_back({Remove(by_revision_.begin()->second), Outcome::kReached});
  }
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
    due.push_back({Remove(by_deadline_.begin()->second), Outcome::kTimeUp});
  }
  return due;
}

std::vector<RevisionWaiters::EndedWait> RevisionWaiters::RemoveAll() {
  std::vector<EndedWait> ended;
  MutexLock lock(mutex_);
  CHECK(is_stopping_);  // so that no wait is added afterwards
  while (!by_revision_.empty()) ended.push_back({Remove(by_revision_.begin()->second), Outcome::kShutDown});
  return ended;
}

RevisionWaiters::Done RevisionWaiters::Remove(Id id) {
  const auto it = waiters_.find(id);
  CHECK(it != waiters_.end());
  by_revision_.erase({it->second.revision, id});
  by_deadline_.erase({it->second.deadline, id});
  Done done = std::move(it->second.done);
  waiters_.erase(it);
  CheckSizes();
  return done;
}

void RevisionWaiters::CheckSizes() const {
  CHECK_EQ(by_revision_.size(), waiters_.size());
  CHECK_EQ(by_deadline_.size(), waiters_.size());
}

}  // namespace rollcall::list
