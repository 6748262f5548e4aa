// SPDX-License-Identifier: Apache-2.0
// A few threads for work that would hold up others where it comes from. Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace rollcall {

class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool() { Shutdown(); }

  // Does `work` some time, in the order given; after Shutdown at once, by the caller.
  void Submit(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns when all work is done and the threads have ended. Once; the destructor may come after it.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // Empty: it is over.
  std::function<void()> Take() ABSL_LOCKS_EXCLUDED(mutex_);

  Mutex mutex_;
  CondVar changed_;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace rollcall
