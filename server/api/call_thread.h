// One completion queue and the thread that serves it: whatever has completed is told to its call.
#pragma once

#include <grpcpp/completion_queue.h>

#include <memory>
#include <thread>

#include "server/api/bell.h"
#include "server/api/call.h"

namespace rollcall::api {

class CallThread {
 public:
  explicit CallThread(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}
  ~CallThread() { Join(); }

  // Tags of this queue are Call::Tags, and a call belongs to the queue from its request on: it is destroyed when
  // nothing more of it will complete.
  grpc::ServerCompletionQueue& queue() { return *queue_; }

  // After the grpc::Server was started.
  void Start();
  // Ends the thread. After grpc::Server::Shutdown.
  void Join();

 private:
  void Run();

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Bell end_{*queue_, nullptr};
  std::thread thread_;
};

}  // namespace rollcall::api
