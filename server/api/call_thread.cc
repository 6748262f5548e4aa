#include "server/api/call_thread.h"

namespace rollcall::api {

void CallThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void CallThread::Join() {
  end_.Ring();
  end_.Close();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Run();  // it was never started: what was begun on the queue ends here
  }
}

void CallThread::Run() {
  void* completed = nullptr;
  for (bool ok = false; queue_->Next(&completed, &ok);) {
    if (completed == nullptr) {
      queue_->Shutdown();  // here, so that no call begins anything meanwhile
      continue;
    }
    const auto& [call, event] = *static_cast<Call::Tag*>(completed);
    if (call->Complete(event, ok)) delete call;
  }
}

}  // namespace rollcall::api
