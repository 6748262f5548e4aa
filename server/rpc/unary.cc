// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unary.h"

#include <utility>

namespace rollcall::rpc {

class UnaryHandler final : public CallHandler {
 public:
  UnaryHandler(Call& call, const Serve& serve) : call_(call), serve_(serve) {}
  ~UnaryHandler() override {
    if (responder_ != nullptr) responder_->End();
  }

  void OnMessage(std::string message) override {
    responder_ = std::make_shared<Responder>(call_);
    serve_(std::move(message), responder_);
  }

  std::optional<Message> NextMessage() override { return std::nullopt; }

 private:
  Call& call_;
  const Serve& serve_;
  std::shared_ptr<Responder> responder_;
};

void Responder::Respond(absl::StatusOr<Message> response) {
  if (loop_.IsOnThread()) return Deliver(std::move(response));
  loop_.Post(
      [self = shared_from_this(), response = std::move(response)]() mutable { self->Deliver(std::move(response)); });
}

void Responder::RespondFull(absl::Status status) {
  ++unsent_budget_.refused;
  Respond(std::move(status));
}

void Responder::Deliver(absl::StatusOr<Message> response) {
  if (call_ == nullptr || std::exchange(has_response_, true)) return;
  if (!response.ok()) return call_->Finish(response.status());
  call_->FinishWith(*std::move(response));
}

void Responder::End() {
  is_over_ = true;
  call_ = nullptr;
  if (on_over_ != nullptr) std::exchange(on_over_, nullptr)();
}

Method UnaryMethod(const google::protobuf::MethodDescriptor& descriptor, Serve serve) {
  auto shared = std::make_shared<const Serve>(std::move(serve));
  return {&descriptor, [shared](Call& call) { return std::make_unique<UnaryHandler>(call, *shared); }};
}

}  // namespace rollcall::rpc
