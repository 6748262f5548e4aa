// SPDX-License-Identifier: Apache-2.0
// What a connection receives. The input's first byte is the size of the pieces in which the rest arrives, behind the
// client's preface. Calls of a unary and a streaming method run on the session.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/unary.h"
#include "tests/fuzz/fuzz.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;

constexpr std::string_view kPreface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
constexpr int kMessages = 3;  // of a streaming call
const Instant kNow(absl::FromUnixSeconds(1000));

const google::protobuf::MethodDescriptor& HealthMethod(const char* name) {
  return *grpc::health::v1::HealthCheckRequest::descriptor()->file()->service(0)->FindMethodByName(name);
}

class Streaming final : public CallHandler {
 public:
  explicit Streaming(Call& call) : call_(call) {}
  void OnMessage(std::string message) override {
    message_ = std::move(message);
    call_.Wake();
  }
  std::optional<Message> NextMessage() override {
    if (sent_ == kMessages) {
      call_.Finish(absl::OkStatus());
      return std::nullopt;
    }
    ++sent_;
    return Message{std::make_shared<const std::string>(message_)};
  }

 private:
  Call& call_;
  std::string message_;
  int sent_ = 0;
};

class Peer final : private Session::Owner, private Call::Host {
 public:
  Peer() {
    router_.Add(
        UnaryMethod(HealthMethod("Check"), [](std::string request, const std::shared_ptr<Responder>& responder) {
          responder->Respond(Message{std::make_shared<const std::string>(std::move(request))});
        }));
    router_.Add({&HealthMethod("Watch"), [](Call& call) { return std::make_unique<Streaming>(call); }});
    session_.reset(new Session(SessionLimits(), *this, kNow));
  }
  ~Peer() override {
    session_.reset();
    Require(running_ == 0, "each call that began has ended");
    Require(held_bytes_.OfThisLoop() == 0, "nothing is held for calls that have ended");
  }

  // False once the connection is to end.
  bool Receive(std::string_view bytes) {
    const bool goes_on = session_->Receive(bytes, kNow).ok();
    session_->Pump(batch_, [this] {
      batch_.Clear();
      return true;
    });
    session_->CheckStreams(kNow + absl::Seconds(1));
    Require(static_cast<size_t>(running_) <= session_->stream_count(), "each call has a stream");
    return goes_on && !session_->IsOver();
  }

 private:
  std::unique_ptr<Stream> NewStream(int32_t id) override { return std::unique_ptr<Stream>(new Call(*this, id, kNow)); }
  void OnHasOutput() override {}
  void OnHeadersTooLarge() override {}
  Session& session() override { return *session_; }
  EventLoop& loop() override { return loop_; }
  const Router& router() const override { return router_; }
  size_t max_request_bytes() const override { return 1000; }
  absl::Duration request_within() const override { return absl::Seconds(10); }
  absl::Status Admit(const RequestHead&) override {
    ++running_;
    return absl::OkStatus();
  }
  void OnCallOver() override { --running_; }
  void OnRequestTooSlow() override {}
  HeldBytes& held_bytes() override { return held_bytes_; }
  void Hold(const Message& message) override { held_bytes_.Add(message); }
  void Release(const Message& message) override { held_bytes_.Remove(message); }
  bool HoldsMuch() const override { return false; }
  void EndUnsentCall(int32_t id) override { session_->Reset(id, Http2Error::kEnhanceYourCalm); }

  EventLoop loop_;
  std::atomic<int64_t> held_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  UnsentBudget budget_{held_, refused_, 1 << 20};
  HeldBytes held_bytes_{budget_};
  Router router_;
  OutputBatch batch_;
  int running_ = 0;
  std::unique_ptr<Session> session_;
};

}  // namespace
}  // namespace rollcall::rpc

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rollcall;  // NOLINT: its functions are what is tested
  if (size < 2) return 0;
  const size_t piece_bytes = size_t{data[0]} + 1;
  std::string_view rest = fuzz::TextOf(data + 1, size - 1);
  rpc::Peer peer;
  bool goes_on = peer.Receive(rpc::kPreface);
  while (goes_on && !rest.empty()) {
    goes_on = peer.Receive(rest.substr(0, piece_bytes));
    rest.remove_prefix(std::min(piece_bytes, rest.size()));
  }
  return 0;
}
