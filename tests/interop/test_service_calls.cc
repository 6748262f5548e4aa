// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/test_service_calls.h"

#include <unistd.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "grpc/testing/empty.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/loop/timer.h"
#include "server/rpc/unary.h"
#include "tests/interop/test_service.h"

namespace rollcall::testing {
namespace {

rpc::Message Encode(const google::protobuf::MessageLite& message) {
  return {std::make_shared<const std::string>(message.SerializeAsString())};
}

template <typename Request>
absl::StatusOr<Request> Parse(const std::string& bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) return absl::InternalError("the request cannot be parsed");
  return request;
}

const google::protobuf::MethodDescriptor& MethodNamed(std::string_view name) {
  return rpc::FindMethod(absl::StrCat("grpc.testing.TestService.", AbslView(name)));
}

// What the test custom_metadata sends comes back in the headers and the trailers.
void EchoMetadata(rpc::Call& call) {
  for (const rpc::Header& header : call.metadata()) {
    if (header.name == "x-grpc-test-echo-initial") call.AddHeader(header);
    if (header.name == "x-grpc-test-echo-trailing-bin") call.AddTrailer(header);
  }
}

void ServeEmpty(const std::string&, const std::shared_ptr<rpc::Responder>& responder) {
  responder->Respond(Encode(grpc::testing::Empty()));
}

void ServeUnary(const std::string& bytes, const std::shared_ptr<rpc::Responder>& responder) {
  const auto request = Parse<grpc::testing::SimpleRequest>(bytes);
  if (!request.ok()) return responder->Respond(request.status());
  const auto response = AnswerUnary(*request, absl::StrCat("process ", getpid()));
  responder->Respond(response.ok() ? absl::StatusOr<rpc::Message>(Encode(*response)) : response.status());
}

// StreamingOutputCall, whose client sends one request, and FullDuplexCall.
class OutputCall final : public rpc::CallHandler {
 public:
  enum class Requests { kOne, kMany };

  OutputCall(rpc::Call& call, Requests requests)
      : call_(call), is_complete_(requests == Requests::kOne), timer_(call.loop(), [this] { OnDue(); }) {
    EchoMetadata(call);
  }

  void OnMessage(std::string message) override {
    const auto request = Parse<grpc::testing::StreamingOutputCallRequest>(message);
    if (!request.ok()) return call_.Finish(request.status());
    auto responses = AnswerStreaming(*request);
    if (!responses.ok()) return call_.Finish(responses.status());
    for (PlannedResponse& response : *responses) responses_.push_back(std::move(response));
    call_.Wake();
  }

  void OnMessagesEnd() override {
    is_complete_ = true;
    call_.Wake();
  }

  std::optional<rpc::Message> NextMessage() override {
    if (responses_.empty()) {
      if (is_complete_) call_.Finish(absl::OkStatus());
      return std::nullopt;
    }
    PlannedResponse& next = responses_.front();
    if (next.delay > absl::ZeroDuration()) {
      timer_.Set(next.delay);
      return std::nullopt;
    }
    rpc::Message message = Encode(next.message);
    responses_.pop_front();
    return message;
  }

 private:
  void OnDue() {
    responses_.front().delay = absl::ZeroDuration();
    call_.Wake();
  }

  rpc::Call& call_;
  bool is_complete_;  // no more requests come
  rpc::Timer timer_;
  std::deque<PlannedResponse> responses_;
};

class InputCall final : public rpc::CallHandler {
 public:
  explicit InputCall(rpc::Call& call) : call_(call) {}

  void OnMessage(std::string message) override {
    const auto request = Parse<grpc::testing::StreamingInputCallRequest>(message);
    if (!request.ok()) return call_.Finish(request.status());
    sum_.Add(*request);
  }

  void OnMessagesEnd() override {
    is_complete_ = true;
    call_.Wake();
  }

  std::optional<rpc::Message> NextMessage() override {
    if (!is_complete_) return std::nullopt;
    call_.Finish(absl::OkStatus());
    return Encode(sum_.Response());
  }

 private:
  rpc::Call& call_;
  InputSum sum_;
  bool is_complete_ = false;
};

}  // namespace

void AddTestService(rpc::Router& router) {
  router.Add(rpc::UnaryMethod(MethodNamed("EmptyCall"), ServeEmpty));
  rpc::Method unary = rpc::UnaryMethod(MethodNamed("UnaryCall"), ServeUnary);
  router.Add({unary.descriptor, [make = unary.make_handler](rpc::Call& call) {
                EchoMetadata(call);
                return make(call);
              }});
  router.Add({&MethodNamed("StreamingOutputCall"),
              [](rpc::Call& call) { return std::make_unique<OutputCall>(call, OutputCall::Requests::kOne); }});
  router.Add({&MethodNamed("FullDuplexCall"),
              [](rpc::Call& call) { return std::make_unique<OutputCall>(call, OutputCall::Requests::kMany); }});
  router.Add({&MethodNamed("StreamingInputCall"), [](rpc::Call& call) { return std::make_unique<InputCall>(call); }});
}

}  // namespace rollcall::testing
