// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.h"

#include <utility>

#include "base/check.h"

namespace rollcall {

ThreadPool::ThreadPool(int thread_count) {
  CHECK_GT(thread_count, 0);
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { Run(); });
}

void ThreadPool::Submit(std::function<void()> work) {
  CHECK(work != nullptr);  // an empty function means to NextWork's caller that the pool is shut down
  {
    MutexLock lock(mutex_);
    if (!is_shut_down_) {
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
    is_shut_down_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) {
    CHECK(thread.get_id() != std::this_thread::get_id());
    thread.join();
  }
  threads_.clear();
}

std::function<void()> ThreadPool::NextWork() {
  MutexLock lock(mutex_);
  while (work_.empty() && !is_shut_down_) changed_.Wait(mutex_);
  if (work_.empty()) return nullptr;
  std::function<void()> work = std::move(work_.front());
  work_.pop_front();
  return work;
}

void ThreadPool::Run() {
  while (const std::function<void()> work = NextWork()) work();
}

}  // namespace rollcall
