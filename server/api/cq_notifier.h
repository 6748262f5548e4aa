// SPDX-License-Identifier: Apache-2.0
// Makes the thread of a completion queue call a function. Thread-safe.
//
// However often it is notified, the queue holds one event at most.
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
  // Notify() makes the thread of `queue` call `on_notify` once. Events after that call has started need another
  // Notify(). `queue` must outlive this.
  CqNotifier(grpc::CompletionQueue& queue, std::function<void()> on_notify)
      : queue_(queue), on_notify_(std::move(on_notify)) {}

  void Notify() ABSL_LOCKS_EXCLUDED(mutex_);
  // From here on Notify() does nothing. To be called before the queue is shut down.
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
