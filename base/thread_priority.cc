// SPDX-License-Identifier: Apache-2.0
#include "base/thread_priority.h"

#include <sys/resource.h>

namespace rollcall {

// On Linux a thread has a nice value of its own, and 0 is the calling thread (setpriority(2), "C library/kernel
// differences"). Everybody may raise it. A system that refuses it is as good as one that has no other threads.
void LowerThreadPriority() {
  constexpr int kNice = 10;
  static_cast<void>(setpriority(PRIO_PROCESS, 0, kNice));
}

}  // namespace rollcall
