// SPDX-License-Identifier: Apache-2.0
// A switch that is set once and tells everything that waits to end.
#pragma once

#include <functional>
#include <memory>

#include "absl/time/time.h"

namespace rollcall {

// Thread-safe. Must outlive its registrations.
class Cancellation {
 public:
  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  // Sets the switch for good and calls every registered function on this thread. Later calls do nothing.
  void Cancel();
  bool cancelled() const;
  // Returns true as soon as it is canceled, false when `duration` is over.
  bool WaitFor(absl::Duration duration);

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
  struct State;  // with the lock, which is not for those who use an installed library

  int Register(std::function<void()> wake);
  void Unregister(int id);

  const std::unique_ptr<State> state_;
};

}  // namespace rollcall
