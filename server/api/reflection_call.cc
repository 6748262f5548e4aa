// SPDX-License-Identifier: Apache-2.0
#include "server/api/reflection_call.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::api {
namespace {

// A client that sends more without reading the answers is not served, so that it cannot fill the memory.
constexpr size_t kMaxRequests = 64;
constexpr size_t kMaxRequestBytes = 16 << 10;  // of all of them

}  // namespace

void AddReflection(const rpc::Reflection& reflection, rpc::Router& router) {
  for (const char* const version : {"v1", "v1alpha"}) {
    const std::string method = absl::StrCat("grpc.reflection.", version, ".ServerReflection.ServerReflectionInfo");
    router.Add({&rpc::FindMethod(method),
                [&reflection](rpc::Call& call) { return std::make_unique<ReflectionCall>(reflection, call); }});
  }
}

void ReflectionCall::OnMessage(std::string message) {
  request_bytes_ += message.size();
  if (requests_.size() >= kMaxRequests || request_bytes_ > kMaxRequestBytes) {
    return call_.Finish(
        absl::ResourceExhaustedError(absl::StrCat("more than ", kMaxRequests, " requests, or ", kMaxRequestBytes,
                                                  " bytes of them, were sent before their answers were read")));
  }
  requests_.push_back(std::move(message));
  call_.Wake();
}

void ReflectionCall::OnMessagesEnd() {
  has_all_requests_ = true;
  call_.Wake();
}

std::optional<rpc::Message> ReflectionCall::NextMessage() {
  if (requests_.empty()) {
    if (has_all_requests_) call_.Finish(absl::OkStatus());
    return std::nullopt;
  }
  absl::StatusOr<std::string> answer = reflection_.Answer(requests_.front());
  request_bytes_ -= requests_.front().size();
  requests_.pop_front();
  if (!answer.ok()) {
    call_.Finish(answer.status());
    return std::nullopt;
  }
  return rpc::Message{std::make_shared<const std::string>(*std::move(answer))};
}

}  // namespace rollcall::api
