#include "server/api/workers.h"

#include <utility>

namespace rollcall::api {

Workers::Workers(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

void Workers::Do(std::function<void()> work) {
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

void Workers::Shutdown() {
  {
    MutexLock lock(mutex_);
    over_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::function<void()> Workers::Take() {
  MutexLock lock(mutex_);
  while (work_.empty() && !over_) changed_.Wait(mutex_);
  if (work_.empty()) return nullptr;
  std::function<void()> work = std::move(work_.front());
  work_.pop_front();
  return work;
}

void Workers::Run() {
  while (const std::function<void()> work = Take()) work();
}

}  // namespace rollcall::api
