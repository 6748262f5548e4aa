// SPDX-License-Identifier: Apache-2.0
// Turns signals and a closed pipe into a cancellation.
#pragma once

#include <thread>

#include "client/lib/cancellation.h"

namespace rollcall::cli {

// While it lives, SIGINT, SIGTERM and SIGHUP cancel instead of killing, and so does the reader of `output` closing its
// end: a thread waits for both, so that a watch on which nothing happens ends at once. Make it before other threads
// start (they inherit that the signals are blocked), and one at a time.
class SignalWatcher {
 public:
  SignalWatcher(int output, client::Cancellation& cancellation);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  void Run();

  const int output_;
  client::Cancellation& cancellation_;
  int signals_ = -1;  // a signalfd
  int quit_ = -1;     // an eventfd
  std::thread thread_;
};

}  // namespace rollcall::cli
