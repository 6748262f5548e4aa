#include "server/api/bell.h"

namespace rollcall::api {

void Bell::Ring() {
  MutexLock lock(mutex_);
  if (rung_ || closed_) return;
  rung_ = true;
  // In the past: gRPC rounds the present up to the next millisecond, and would wait for it.
  alarm_.Set(&queue_, gpr_inf_past(GPR_CLOCK_MONOTONIC), &tag_);
}

void Bell::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
}

bool Bell::Complete(Event, bool) {
  {
    MutexLock lock(mutex_);
    rung_ = false;
  }
  on_ring_();
  return false;
}

}  // namespace rollcall::api
