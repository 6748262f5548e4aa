// Tells a completion queue's thread that there is something to look at. Thread-safe where not said otherwise.
//
// However often it is rung, one event at most is under way.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include "base/mutex.h"

namespace rollcall::api {

class Bell {
 public:
  // Rung, `queue` yields `tag`. Both are borrowed.
  Bell(grpc::CompletionQueue& queue, void* tag) : queue_(queue), tag_(tag) {}

  void Ring() ABSL_LOCKS_EXCLUDED(mutex_);
  // By the thread that got the tag, before it looks: what happens from here on rings again.
  void Answer() ABSL_LOCKS_EXCLUDED(mutex_);
  // Rings no more. Before the queue is shut down.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  grpc::CompletionQueue& queue_;
  void* const tag_;
  Mutex mutex_;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);
  bool rung_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::api
