// SPDX-License-Identifier: Apache-2.0
#include "server/api/rpc_event_loop.h"

#include <chrono>

#include "absl/time/clock.h"
#include "base/check.h"
#include "base/instant.h"

namespace rollcall::api {
namespace {

// gRPC converts it to a clock that cannot be set, at once.
std::chrono::system_clock::time_point SystemTime(Instant until) {
  return absl::ToChronoTime(absl::Now() + (until - Instant::Now()));
}

}  // namespace

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
    const auto next = queue_->AsyncNext(&tag, &ok, SystemTime(hook.NextWake()));
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
