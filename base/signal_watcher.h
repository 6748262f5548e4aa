// SPDX-License-Identifier: Apache-2.0
// Cancels on signals and on a closed pipe.
#pragma once

#include <functional>
#include <thread>

#include "base/unique_fd.h"
#include "rollcall/cancellation.h"

namespace rollcall {

// While it lives, SIGINT, SIGTERM and SIGHUP cancel `cancellation` instead of ending the process. Those that the
// process ignores stay ignored. It also cancels when the reader of the pipe `output` closes its end. A thread waits for
// both, so that a watch without events ends at once. Make it before other threads start, because they must inherit the
// blocked signals. At most one may exist at a time.
class SignalWatcher {
 public:
  // `output` is a file descriptor, which it does not own; -1 if no output is to be watched.
  SignalWatcher(int output, Cancellation& cancellation);
  // The same, but calls `on_end` once, on its thread: with the signal's number, or with 0 if the pipe was closed.
  SignalWatcher(int output, std::function<void(int signal)> on_end);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  void Run();

  const int output_;
  const std::function<void(int signal)> on_end_;
  UniqueFd signals_;  // a signalfd
  UniqueFd quit_;     // an eventfd
  std::thread thread_;
};

}  // namespace rollcall
