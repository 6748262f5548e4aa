// SPDX-License-Identifier: Apache-2.0
// What a connection receives. The input's first byte is the size of the pieces in which the rest arrives, behind the
// client's preface. Calls of a unary and a streaming method run on the session.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "server/rpc/call.h"
#include "server/rpc/unary.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testing/call_host.h"

namespace rollcall::rpc {
namespace {

using fuzz::Require;
using testing::HealthMethod;

constexpr std::string_view kPreface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
constexpr int kMessages = 3;  // of a streaming call
const Instant kNow = testing::CallHost::Now();

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

class Peer {
 public:
  Peer() {
    host_.mutable_router().Add(
        UnaryMethod(HealthMethod("Check"), [](std::string request, const std::shared_ptr<Responder>& responder) {
          responder->Respond(Message{std::make_shared<const std::string>(std::move(request))});
        }));
    host_.mutable_router().Add({&HealthMethod("Watch"), [](Call& call) { return std::make_unique<Streaming>(call); }});
    host_.NewSession();
  }
  ~Peer() {
    host_.EndSession();
    Require(host_.running() == 0, "each call that began has ended");
    Require(host_.held() == 0, "nothing is held for calls that have ended");
  }

  // False once the connection is to end.
  bool Receive(std::string_view bytes) {
    Session& session = host_.session();
    const bool goes_on = session.Receive(bytes, kNow).ok();
    session.Pump(batch_, [this] {
      batch_.Clear();
      return true;
    });
    session.CheckStreams(kNow + absl::Seconds(1));
    Require(static_cast<size_t>(host_.running()) <= session.stream_count(), "each call has a stream");
    return goes_on && !session.IsOver();
  }

 private:
  OutputBatch batch_;
  testing::CallHost host_;
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
