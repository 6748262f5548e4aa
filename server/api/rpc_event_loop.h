// SPDX-License-Identifier: Apache-2.0
// The completion queue of all calls and the thread that serves it: whatever has completed is told to its call.
//
// One thread, because every further one that polls costs each message (bench/README.md). So nothing that runs here may
// take long.
#pragma once

#include <grpcpp/completion_queue.h>

#include <memory>
#include <thread>

#include "absl/time/time.h"
#include "server/api/cq_notifier.h"
#include "server/api/rpc_call.h"

namespace rollcall::api {

class RpcEventLoop {
 public:
  // Who has something to do at certain times.
  class LoopHook {
   public:
    virtual ~LoopHook() = default;
    virtual absl::Time NextWake() const = 0;
    // After every event (under load there is always a next one), and at NextWake() at the latest.
    virtual void Poll(absl::Time now) = 0;
  };

  explicit RpcEventLoop(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}
  ~RpcEventLoop() { Join(); }

  // Tags of this queue are Call::Tags, and a call belongs to the queue from its request on: it is destroyed when
  // nothing more of it will complete.
  grpc::ServerCompletionQueue& queue() { return *queue_; }

  // After the grpc::Server was started.
  void Start(LoopHook& attendant);
  // Ends the thread. After grpc::Server::Shutdown.
  void Join();

 private:
  void Run(LoopHook& attendant);
  void Drain();
  static void Complete(void* tag, bool ok);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  CqNotifier end_{*queue_, [this] { queue_->Shutdown(); }};  // by the thread, so that no call begins anything meanwhile
  std::thread thread_;
};

}  // namespace rollcall::api
