// SPDX-License-Identifier: Apache-2.0
#include "server/api/rpc_event_loop.h"

#include "absl/time/time.h"
#include "base/check.h"
#include "base/instant.h"

namespace rollcall::api {

void RpcEventLoop::Start(LoopHook& hook) {
  CHECK(!thread_.joinable());
  thread_ = std::thread([this, &hook] { Run(hook); });
}

void RpcEventLoop::Join() {
  end_.Notify();
  end_.Close();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Drain();  // the thread was never started: the operations on the queue end here
  }
}

void RpcEventLoop::Complete(void* tag, bool ok) {
  const auto& [call, event] = *static_cast<RpcCall::Tag*>(tag);
  if (call->Complete(event, ok)) delete call;
}

void RpcEventLoop::Run(LoopHook& hook) {
  while (true) {
    void* tag = nullptr;
    bool ok = false;
    // gRPC converts the time to a clock that cannot be set, at once.
    const auto wake_at = absl::ToChronoTime(hook.NextWake().WallAt(Instant::Now()));
    const auto next = queue_->AsyncNext(&tag, &ok, wake_at);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) Complete(tag, ok);
    hook.Poll(Instant::Now());
  }
}

void RpcEventLoop::Drain() {
  void* tag = nullptr;
  for (bool ok = false; queue_->Next(&tag, &ok);) Complete(tag, ok);
}

}  // namespace rollcall::api
