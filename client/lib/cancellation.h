// SPDX-License-Identifier: Apache-2.0
// A one-way switch: what shall end, ends.
#pragma once

#include <functional>
#include <map>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace rollcall::client {

// Thread-safe. Must outlive its registrations.
class Cancellation {
 public:
  // Sets the switch for good and calls every registered function, once, on this thread.
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_);
  bool cancelled() const ABSL_LOCKS_EXCLUDED(mutex_);
  // True as soon as it is cancelled, false when the time is up.
  bool WaitFor(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_);

  // Has `wake` called on Cancel (at once if that was before) for as long as it lives. `wake` must not call back into
  // the Cancellation; after the destructor it is not running and will not run.
  class Registration {
   public:
    Registration(Cancellation& cancellation, std::function<void()> wake);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Cancellation& cancellation_;
    int id_;
  };

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  int next_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int, std::function<void()>> wakes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::client
