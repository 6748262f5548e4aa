// SPDX-License-Identifier: Apache-2.0
// Calls a function of the event loop at a time. Used on the loop's thread only.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "server/rpc/loop/event_loop.h"

namespace rollcall::rpc {

class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> on_due);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls the function once, after `delay`, rounded up to milliseconds; replaces an earlier time.
  void Set(absl::Duration delay);
  // Calls the function again and again.
  void Repeat(absl::Duration interval);
  void Stop();

 private:
  struct Handle;
  Handle* handle_;  // libuv frees it in its own time
};

}  // namespace rollcall::rpc
