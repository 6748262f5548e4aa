// SPDX-License-Identifier: Apache-2.0
// Tells a completion queue's thread that there is something to look at. Thread-safe.
//
// However often it is rung, one event at most is under way.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <functional>
#include <utility>

#include "base/mutex.h"
#include "server/api/rpc_call.h"

namespace rollcall::api {

class CqNotifier final : public RpcCall {
 public:
  // Rung, `on_notify` is called by the thread of `queue`, which is borrowed. What happens after that call has begun is
  // to ring again.
  CqNotifier(grpc::CompletionQueue& queue, std::function<void()> on_notify)
      : queue_(queue), on_notify_(std::move(on_notify)) {}

  void Notify() ABSL_LOCKS_EXCLUDED(mutex_);
  // Rings no more. To be called before the queue is shut down.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  bool Complete(Event event, bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  grpc::CompletionQueue& queue_;
  const std::function<void()> on_notify_;
  Tag tag_{this, Event::kRequested};
  Mutex mutex_;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::api
