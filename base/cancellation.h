// SPDX-License-Identifier: Apache-2.0
// A switch that is set once and tells everything that waits to end.
#pragma once

#include <functional>
#include <map>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace rollcall {

// Thread-safe. Must outlive its registrations.
class Cancellation {
 public:
  Cancellation() = default;
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  // Sets the switch for good and calls every registered function on this thread. Later calls do nothing.
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_);
  bool cancelled() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns true as soon as it is canceled, false when `duration` is over.
  bool WaitFor(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_);

  // While a registration lives, Cancel calls its `wake` once. If it is canceled already, the constructor calls `wake`.
  // `wake` must not call back into the Cancellation. After the destructor, `wake` is not running and will not run.
  class Registration {
   public:
    Registration(Cancellation& cancellation, std::function<void()> wake);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Cancellation& cancellation_;
    const int id_;
  };

 private:
  int Register(std::function<void()> wake) ABSL_LOCKS_EXCLUDED(mutex_);
  void Unregister(int id) ABSL_LOCKS_EXCLUDED(mutex_);

  mutable Mutex mutex_;
  CondVar changed_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  int next_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int, std::function<void()>> wakes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall
