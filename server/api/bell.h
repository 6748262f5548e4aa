// Tells a completion queue's thread that there is something to look at. Thread-safe.
//
// However often it is rung, one event at most is under way.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <functional>
#include <utility>

#include "base/mutex.h"
#include "server/api/call.h"

namespace rollcall::api {

class Bell final : public Call {
 public:
  // Rung, `on_ring` is called by the thread of `queue`, which is borrowed. What happens after that call has begun is to
  // ring again.
  Bell(grpc::CompletionQueue& queue, std::function<void()> on_ring) : queue_(queue), on_ring_(std::move(on_ring)) {}

  void Ring() ABSL_LOCKS_EXCLUDED(mutex_);
  // Rings no more. To be called before the queue is shut down.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  bool Complete(Event event, bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  grpc::CompletionQueue& queue_;
  const std::function<void()> on_ring_;
  Tag tag_{this, Event::kRequested};
  Mutex mutex_;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);
  bool rung_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::api
