// SPDX-License-Identifier: Apache-2.0
#include "server/api/cq_notifier.h"

namespace rollcall::api {

void CqNotifier::Notify() {
  MutexLock lock(mutex_);
  if (notified_ || closed_) return;
  notified_ = true;
  // A time in the past, because gRPC rounds the current time up to the next millisecond and would wait for it.
  alarm_.Set(&queue_, gpr_inf_past(GPR_CLOCK_MONOTONIC), &tag_);
}

void CqNotifier::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
}

bool CqNotifier::Complete(Event, bool) {
  {
    MutexLock lock(mutex_);
    notified_ = false;
  }
  on_notify_();
  return false;
}

}  // namespace rollcall::api
