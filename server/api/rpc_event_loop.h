// SPDX-License-Identifier: Apache-2.0
// The completion queue of all calls, and the thread that passes each completed operation to its call.
//
// It is one thread, because every further polling thread makes each message more expensive (bench/README.md). So
// nothing that runs here may take long.
#pragma once

#include <grpcpp/completion_queue.h>

#include <memory>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "base/instant.h"
#include "server/api/cq_notifier.h"
#include "server/api/rpc_call.h"

namespace rollcall::api {

class RpcEventLoop {
 public:
  // Work that is due at certain times.
  class LoopHook {
   public:
    virtual ~LoopHook() = default;
    virtual Instant NextWake() const = 0;
    // Called after every event, because under load there is always a next one, and at NextWake() at the latest.
    virtual void Poll(Instant now) = 0;
  };

  explicit RpcEventLoop(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}
  ~RpcEventLoop() { Join(); }

  // All tags of this queue are RpcCall::Tags. A call belongs to the queue from its request on: the loop destroys it
  // when no further operation of it will complete.
  grpc::ServerCompletionQueue& queue() { return *queue_; }

  // Starts the thread, once, after the grpc::Server was started. `hook` must live until Join.
  void Start(LoopHook& hook);
  // Ends the thread. To be called after grpc::Server::Shutdown.
  void Join();

 private:
  void Run(LoopHook& hook);
  void Drain();
  static void Complete(void* tag, bool ok);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  // The thread shuts its queue down itself, so that no call starts an operation at the same time.
  CqNotifier end_{*queue_, [this] { queue_->Shutdown(); }};
  std::thread thread_;
};

}  // namespace rollcall::api
