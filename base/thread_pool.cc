// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.h"

#include <utility>

namespace rollcall {

ThreadPool::ThreadPool(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

void ThreadPool::Submit(std::function<void()> work) {
  {
    MutexLock lock(mutex_);
    if (!over_) {
      work_.push_back(std::move(work));
      changed_.NotifyAll();
      return;
    }
  }
  work();
}

void ThreadPool::Shutdown() {
  {
    MutexLock lock(mutex_);
    over_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::function<void()> ThreadPool::Take() {
  MutexLock lock(mutex_);
  while (work_.empty() && !over_) changed_.Wait(mutex_);
  if (work_.empty()) return nullptr;
  std::function<void()> work = std::move(work_.front());
  work_.pop_front();
  return work;
}

void ThreadPool::Run() {
  while (const std::function<void()> work = Take()) work();
}

}  // namespace rollcall
