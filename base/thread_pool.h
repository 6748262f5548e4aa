// SPDX-License-Identifier: Apache-2.0
// A fixed number of threads for work that would delay the thread it comes from. Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace rollcall {

class ThreadPool {
 public:
  explicit ThreadPool(int thread_count);
  ~ThreadPool() { Shutdown(); }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // A thread of the pool takes up work in the order of submission. After Shutdown, the caller does the work at once.
  void Submit(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns when all work is done and the threads have ended. A second call does nothing. Must not be called by the
  // pool's own work, nor by two threads at once.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for work. Returns an empty function if the pool is shut down and no work is left.
  std::function<void()> NextWork() ABSL_LOCKS_EXCLUDED(mutex_);

  Mutex mutex_;
  CondVar changed_;
  bool is_shut_down_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;  // empty after Shutdown
};

}  // namespace rollcall
