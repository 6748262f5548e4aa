// SPDX-License-Identifier: Apache-2.0
// A response that goes on: what is set last is sent as soon as the client reads it. What was set before and is not sent
// yet is replaced, so that a client that reads slowly holds back nothing but itself. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/mutex.h"

namespace rollcall {

class HttpStream {
 public:
  // Sends `part`, in place of the part that waits to be sent. Never blocks.
  void Set(std::string part) ABSL_LOCKS_EXCLUDED(mutex_);
  // The response ends after what waits to be sent.
  void End() ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether the client may still be there. A client that went away is noticed when something is sent.
  bool IsOpen() const ABSL_LOCKS_EXCLUDED(mutex_);

  // --- for the server ---
  enum class Outcome { kSome, kNothingYet, kEnd };
  struct Taken {
    Outcome outcome;
    size_t bytes = 0;  // that were copied
  };
  // Copies what is to be sent next to `buffer`. If there is nothing yet, `pause` is called, with the stream's lock
  // held, and `resume` once there is something.
  Taken Take(char* buffer, size_t size, const std::function<void()>& pause, std::function<void()> resume)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // The client is gone.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Resume() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  std::string sending_ ABSL_GUARDED_BY(mutex_);
  size_t sent_ ABSL_GUARDED_BY(mutex_) = 0;  // of it
  std::string next_ ABSL_GUARDED_BY(mutex_);
  bool is_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> resume_ ABSL_GUARDED_BY(mutex_);  // not empty while it is paused
};

}  // namespace rollcall
