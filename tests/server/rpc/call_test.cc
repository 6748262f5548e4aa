// SPDX-License-Identifier: Apache-2.0
// Calls on an HTTP/2 session, without sockets. The methods are those of grpc.health.v1 and server reflection, of which
// only the shapes matter here.
#include "server/rpc/call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/rpc/unary.h"
#include "tests/testing/call_host.h"
#include "tests/testing/http2_client.h"

namespace rollcall::rpc {
namespace {

using ::testing::HasSubstr;
using testing::HealthMethod;
using testing::Http2Client;

const Instant kNow = testing::CallHost::Now();
constexpr char kUnary[] = "/grpc.health.v1.Health/Check";
constexpr char kStreaming[] = "/grpc.health.v1.Health/Watch";

std::string Framed(std::string_view message) { return MessagePrefix(message.size()).append(message); }

SharedBytes Bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// Sends what the test puts into `messages`, and ends with `status`.
struct Script {
  std::deque<std::string> messages;
  std::optional<absl::Status> status;
  std::string request;
  bool awaits_wake = false;  // after each message
  int asked = 0;
  int sent = 0;
  Call* call = nullptr;  // null when it is over
};

class ScriptedHandler final : public CallHandler {
 public:
  ScriptedHandler(Script& script, Call& call) : script_(script) { script_.call = &call; }
  ~ScriptedHandler() override { script_.call = nullptr; }

  void OnMessage(std::string message) override {
    script_.request = std::move(message);
    script_.call->Wake();
  }
  std::optional<Message> NextMessage() override {
    ++script_.asked;
    if (script_.messages.empty()) {
      if (script_.status.has_value()) script_.call->Finish(*script_.status);
      return std::nullopt;
    }
    Message message = {Bytes(std::move(script_.messages.front()))};
    script_.messages.pop_front();
    if (script_.awaits_wake) script_.call->AwaitWake();
    return message;
  }
  void OnMessageSent() override { ++script_.sent; }

 private:
  Script& script_;
};

class CallTest : public ::testing::Test {
 protected:
  CallTest() {
    host_.mutable_router().Add(
        UnaryMethod(HealthMethod("Check"), [this](std::string request, std::shared_ptr<Responder> responder) {
          requests_.push_back(std::move(request));
          responder_ = std::move(responder);
        }));
    host_.mutable_router().Add(
        {&HealthMethod("Watch"), [this](Call& call) { return std::make_unique<ScriptedHandler>(script_, call); }});
    Start(1 << 20);
  }
  void Start(uint32_t window) {
    client_ = std::make_unique<Http2Client>(window);
    host_.NewSession();
    Exchange();
  }

  void Pump() {
    OutputBatch batch;
    host_.session().Pump(batch, [&] {
      for (const std::string_view piece : batch.pieces()) client_->Receive(piece);
      batch.Clear();
      return true;
    });
  }
  void Exchange() {
    for (std::string sent = client_->TakeOutput(); !sent.empty() || host_.has_output(); sent = client_->TakeOutput()) {
      ASSERT_TRUE(host_.session().Receive(sent, kNow).ok());
      host_.TakeHasOutput();
      Pump();
    }
  }
  int32_t Request(std::string_view path, std::string_view body, const Headers& more = {}) {
    Headers headers = testing::CallHeaders(path);
    headers.insert(headers.end(), more.begin(), more.end());
    const int32_t id = client_->Request(headers, body);
    Exchange();
    return id;
  }
  std::string Status(int32_t id) { return std::string(FindHeader(client_->response(id).headers, "grpc-status")); }
  std::string MessageOf(int32_t id) { return std::string(FindHeader(client_->response(id).headers, "grpc-message")); }
  void RunLoopFor(absl::Duration time) {
    EventLoop& loop = host_.loop();
    Timer end(loop, [&loop] { uv_stop(loop.uv()); });
    end.Set(time);
    uv_run(loop.uv(), UV_RUN_DEFAULT);
  }

  Script script_;
  std::vector<std::string> requests_;
  std::shared_ptr<Responder> responder_;
  std::unique_ptr<Http2Client> client_;
  testing::CallHost host_;  // last: its calls use the others
};

TEST_F(CallTest, AUnaryCallIsAnsweredWithItsResponseAndOk) {
  const int32_t id = Request(kUnary, Framed("ask"));
  ASSERT_EQ(requests_, std::vector<std::string>{"ask"});
  EXPECT_EQ(host_.running(), 1);
  responder_->Respond(Message{Bytes("ans"), Bytes("wer")});
  Exchange();
  EXPECT_EQ(client_->response(id).body, Framed("answer"));
  EXPECT_EQ(Status(id), "0");
  EXPECT_TRUE(client_->response(id).has_ended);
  EXPECT_EQ(host_.running(), 0);
  EXPECT_TRUE(responder_->IsOver());
}

TEST_F(CallTest, AnErrorIsSentWithoutABody) {
  const int32_t id = Request(kUnary, Framed("ask"));
  responder_->Respond(absl::NotFoundError("no such thing"));
  responder_->Respond(Message{Bytes("too late")});
  Exchange();
  EXPECT_EQ(client_->response(id).body, "");
  EXPECT_EQ(Status(id), "5");
  EXPECT_EQ(MessageOf(id), "no such thing");
}

TEST_F(CallTest, AResponseForACallThatIsOverIsDropped) {
  const int32_t id = Request(kUnary, Framed("ask"));
  bool told = false;
  responder_->SetOnOver([&] { told = true; });
  client_->Reset(id, 8);
  Exchange();
  EXPECT_TRUE(told);
  EXPECT_TRUE(responder_->IsOver());
  responder_->Respond(Message{Bytes("answer")});
  Exchange();
  EXPECT_EQ(client_->response(id).body, "");
}

TEST_F(CallTest, RefusesRequestsThatHaveNotOneMessage) {
  EXPECT_EQ(MessageOf(Request(kUnary, Framed("one") + Framed("two"))), "the request has more than one message");
  EXPECT_EQ(MessageOf(Request(kUnary, "")), "the request has no message");
  EXPECT_EQ(MessageOf(Request(kUnary, Framed("cut").substr(0, 7))), "the request ends inside a message");
  EXPECT_TRUE(requests_.empty());
  EXPECT_EQ(host_.running(), 0);
}

TEST_F(CallTest, RefusesMessagesThatAreTooLargeOrCompressed) {
  EXPECT_EQ(Status(Request(kUnary, Framed(std::string(1001, 'x')))), "8");
  EXPECT_EQ(Status(Request(kUnary, std::string("\1\0\0\0\1x", 6))), "12");
  EXPECT_TRUE(requests_.empty());
  EXPECT_EQ(Status(Request(kUnary, Framed(std::string(1000, 'x')))), "") << "the largest one is taken";
}

TEST_F(CallTest, UnknownMethodsAreUnimplemented) {
  const int32_t id = Request("/no.such.Service/Method", Framed("ask"));
  EXPECT_EQ(Status(id), "12");
  EXPECT_THAT(MessageOf(id), HasSubstr("/no.such.Service/Method"));
}

TEST_F(CallTest, CallersThatMayNotCallAreToldSo) {
  host_.Refuse(absl::UnauthenticatedError("who are you?"));
  const int32_t id = Request(kUnary, Framed("ask"));
  EXPECT_EQ(Status(id), "16");
  EXPECT_EQ(MessageOf(id), "who are you?");
  EXPECT_TRUE(requests_.empty());
}

TEST_F(CallTest, OtherClientsGetATextWhenTheirRequestHasEnded) {
  const int32_t id =
      client_->Request({{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "test"}}, "some body");
  Exchange();
  EXPECT_EQ(FindHeader(client_->response(id).headers, ":status"), "405");
  EXPECT_THAT(client_->response(id).body, HasSubstr("This server speaks gRPC: "));
  EXPECT_TRUE(client_->response(id).has_ended);
}

TEST_F(CallTest, AStreamIsAskedForEachMessageWhenItCanBeSent) {
  Start(20);
  const int32_t id = Request(kStreaming, Framed("ask"));
  EXPECT_EQ(script_.request, "ask");
  script_.messages = {std::string(15, 'a'), "not made yet"};
  script_.call->Wake();
  Exchange();
  EXPECT_EQ(client_->response(id).body, Framed(std::string(15, 'a')));
  EXPECT_EQ(script_.messages.size(), 1u) << "it could not be sent, so it was not asked for";
  EXPECT_EQ(script_.sent, 1);
  client_->OpenWindow(id, 10);
  Exchange();
  EXPECT_EQ(script_.messages.size(), 0u);
  EXPECT_EQ(script_.sent, 1) << "a part of it was sent";
  client_->OpenWindow(id, 10);
  Exchange();
  EXPECT_EQ(client_->response(id).body, Framed(std::string(15, 'a')) + Framed("not made yet"));
  EXPECT_EQ(script_.sent, 2);
}

TEST_F(CallTest, AHandlerThatAwaitsItsWakeIsNotAskedBefore) {
  Start(20);
  script_.awaits_wake = true;
  script_.messages = {"one"};
  const int32_t id = Request(kStreaming, Framed("ask"));
  EXPECT_EQ(client_->response(id).body, Framed("one"));
  EXPECT_EQ(script_.asked, 1);
  script_.messages = {std::string(12, 'a'), "b"};
  script_.call->Wake();
  Exchange();
  EXPECT_EQ(script_.asked, 2);
  script_.call->Wake();  // while the window holds a part of the message back
  client_->OpenWindow(id, 20);
  Exchange();
  EXPECT_EQ(client_->response(id).body, Framed("one") + Framed(std::string(12, 'a')) + Framed("b"));
  EXPECT_EQ(script_.asked, 3);
  script_.call->Finish(absl::OkStatus());
  Exchange();
  EXPECT_EQ(Status(id), "0");
}

TEST_F(CallTest, ACallThatFinishesSendsTheRestOfItsMessageFirst) {
  Start(10);
  const int32_t id = Request(kStreaming, Framed("ask"));
  script_.messages = {"0123456789", "never"};
  script_.call->Wake();
  Exchange();
  script_.call->Finish(absl::UnavailableError("stopping"));
  script_.call->Finish(absl::InternalError("only the first status counts"));
  client_->OpenWindow(id, 100);
  Exchange();
  EXPECT_EQ(client_->response(id).body, Framed("0123456789"));
  EXPECT_EQ(Status(id), "14");
  EXPECT_EQ(script_.call, nullptr);
}

TEST_F(CallTest, TheDeadlineEndsACall) {
  const int32_t id = Request(kStreaming, Framed("ask"), {{"grpc-timeout", "1m"}});
  EXPECT_EQ(script_.call->deadline(), kNow + absl::Milliseconds(1));
  RunLoopFor(absl::Milliseconds(20));
  Exchange();
  EXPECT_EQ(Status(id), "4");
  EXPECT_EQ(script_.call, nullptr);
}

TEST_F(CallTest, AfterTheDeadlineTheRestOfAMessageIsNotSent) {
  Start(10);
  const int32_t id = Request(kStreaming, Framed("ask"), {{"grpc-timeout", "1m"}});
  script_.messages = {std::string(100, 'x')};
  script_.call->Wake();
  Exchange();
  RunLoopFor(absl::Milliseconds(20));
  Exchange();
  EXPECT_EQ(client_->response(id).reset_error, 8);
  EXPECT_EQ(script_.call, nullptr);
}

TEST_F(CallTest, ARequestThatIsNotCompleteInTimeIsRefused) {
  const int32_t id = client_->Request(testing::CallHeaders(kUnary), Framed(std::string(900, 'x')));
  ASSERT_TRUE(host_.session().Receive(client_->TakeOutput().substr(0, 500), kNow).ok());
  host_.session().CheckStreams(kNow + absl::Seconds(9));
  EXPECT_EQ(host_.too_slow(), 0);
  host_.session().CheckStreams(kNow + absl::Seconds(10));
  EXPECT_EQ(host_.too_slow(), 1);
  Pump();
  EXPECT_EQ(Status(id), "4");
}

TEST_F(CallTest, AWatchThatRunsIsNeverTooSlow) {
  Request(kStreaming, Framed("ask"));
  host_.session().CheckStreams(kNow + absl::Hours(1));
  EXPECT_EQ(host_.too_slow(), 0);
  EXPECT_NE(script_.call, nullptr);
}

}  // namespace
}  // namespace rollcall::rpc
