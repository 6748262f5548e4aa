// SPDX-License-Identifier: Apache-2.0
#include "server/api/rpc_event_loop.h"

#include "absl/time/clock.h"
#include "base/check.h"

namespace rollcall::api {
namespace {

gpr_timespec ToGprTimespec(absl::Time time) {
  if (time == absl::InfiniteFuture()) return gpr_inf_future(GPR_CLOCK_REALTIME);
  const timespec unix_time = absl::ToTimespec(time);
  return {unix_time.tv_sec, static_cast<int32_t>(unix_time.tv_nsec), GPR_CLOCK_REALTIME};
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
    const auto next = queue_->AsyncNext(&tag, &ok, ToGprTimespec(hook.NextWake()));
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) Complete(tag, ok);
    hook.Poll(absl::Now());
  }
}

void RpcEventLoop::Drain() {
  void* tag = nullptr;
  for (bool ok = false; queue_->Next(&tag, &ok);) Complete(tag, ok);
}

}  // namespace rollcall::api
