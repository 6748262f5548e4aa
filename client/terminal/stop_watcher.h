// Turns signals and a closed pipe into a cancellation.
#pragma once

#include <thread>

#include "client/cancellation.h"

namespace rollcall::client {

// While it lives, SIGINT, SIGTERM and SIGHUP cancel instead of killing, and so does the reader of `output` closing its
// end: a thread waits for both, so that a watch on which nothing happens ends at once. Make it before other threads
// start (they inherit that the signals are blocked), and one at a time.
class StopWatcher {
 public:
  StopWatcher(int output, Cancellation& cancellation);
  ~StopWatcher();
  StopWatcher(const StopWatcher&) = delete;
  StopWatcher& operator=(const StopWatcher&) = delete;

 private:
  void Run();

  const int output_;
  Cancellation& cancellation_;
  int signals_ = -1;  // a signalfd
  int quit_ = -1;     // an eventfd
  std::thread thread_;
};

}  // namespace rollcall::client
