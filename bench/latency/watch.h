// SPDX-License-Identifier: Apache-2.0
// A watch of all nodes through the generated gRPC client.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <thread>

#include "bench/latency/observation.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::bench {

class Watch {
 public:
  explicit Watch(const Options& options)
      : stub_(v1::CoprocessorStatusService::NewStub(
            grpc::CreateChannel(options.server, grpc::InsecureChannelCredentials()))),
        reader_(stub_->WatchStatus(&context_, v1::WatchStatusRequest())),
        thread_([this] { Run(); }) {
    Await("the watch's first checkpoint", [this] { return complete_.load(); });
  }
  ~Watch() {
    context_.TryCancel();
    thread_.join();
  }

  const Observation& seen() const { return seen_; }

 private:
  void Run() {
    v1::WatchStatusResponse message;
    while (reader_->Read(&message)) {
      for (const v1::NodeStatus& node : message.updated()) {
        if (node.node_id() == kNode) seen_.Record(node.revision());
      }
      if (message.has_checkpoint()) complete_ = true;
    }
    reader_->Finish();
  }

  std::unique_ptr<v1::CoprocessorStatusService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchStatusResponse>> reader_;
  Observation seen_;
  std::atomic<bool> complete_{false};
  std::thread thread_;
};

}  // namespace rollcall::bench
