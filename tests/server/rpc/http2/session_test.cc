// SPDX-License-Identifier: Apache-2.0
// The server's end of an HTTP/2 connection against a client's end, without sockets.
#include "server/rpc/http2/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/http2_client.h"

namespace rollcall::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Http2Client;

const Instant kNow(absl::FromUnixSeconds(1000));
constexpr uint32_t kEnhanceYourCalm = 11;
const Headers kResponse = {{":status", "200"}};
const Headers kTrailers = {{"grpc-status", "0"}};

// What happened to a stream; outlives it.
struct Seen {
  Stream* stream = nullptr;
  Headers headers;
  bool headers_ended = false;
  std::string data;
  bool has_ended = false;
  bool is_closed = false;
  std::string body;  // to be sent
  Stream::Then then = Stream::Then::kAsk;
  int asked = 0;    // how often it was asked for what is pending
  int checked = 0;  // how often Check was called
};

class FakeStream final : public Stream {
 public:
  explicit FakeStream(Seen& seen) : seen_(seen) { seen_.stream = this; }
  ~FakeStream() override { seen_.is_closed = true; }

  void OnHeader(std::string_view name, std::string_view value) override {
    seen_.headers.push_back({std::string(name), std::string(value)});
  }
  void OnHeadersEnd() override { seen_.headers_ended = true; }
  void OnData(std::string_view bytes) override { seen_.data += bytes; }
  void OnRequestEnd() override { seen_.has_ended = true; }
  Pending NextPending() override {
    ++seen_.asked;
    return {seen_.body.size(), seen_.then};
  }
  void Take(size_t bytes, OutputBatch& batch) override {
    batch.Copy(std::string_view(seen_.body).substr(0, bytes));
    seen_.body.erase(0, bytes);
  }
  Headers Trailers() override { return kTrailers; }
  void Check(Instant) override { ++seen_.checked; }

 private:
  Seen& seen_;
};

class SessionTest : public ::testing::Test, protected Session::Owner {
 protected:
  void Start(SessionLimits limits = {}, uint32_t window = 1 << 20) {
    client_ = std::make_unique<Http2Client>(window);
    session_.reset(new Session(limits, *this, kNow));
    ASSERT_TRUE(Exchange().ok());
  }

  std::unique_ptr<Stream> NewStream(int32_t id) override { return std::make_unique<FakeStream>(seen_[id]); }
  void OnHasOutput() override { has_output_ = true; }
  void OnHeadersTooLarge() override { ++headers_too_large_; }

  // Takes bytes to and fro until both ends have nothing more to say.
  absl::Status Exchange() {
    absl::Status status;
    for (std::string sent = client_->TakeOutput(); !sent.empty() || has_output_; sent = client_->TakeOutput()) {
      if (status.ok()) status = session_->Receive(sent, kNow);
      Pump();
      if (!status.ok()) break;
    }
    return status;
  }
  void Pump() {
    has_output_ = false;
    OutputBatch batch(32 << 10);
    session_->Pump(batch, [&] {
      for (const std::string_view piece : batch.pieces()) client_->Receive(piece);
      batch.Clear();
      return true;
    });
  }
  int32_t Call() { return client_->Request(testing::CallHeaders("/s/m"), "body"); }
  std::string StatusOf(int32_t id) { return std::string(FindHeader(client_->response(id).headers, "grpc-status")); }

  std::unique_ptr<Http2Client> client_;
  std::map<int32_t, Seen> seen_;
  int headers_too_large_ = 0;
  bool has_output_ = false;
  std::unique_ptr<Session> session_;  // last: its streams use what they saw
};

TEST_F(SessionTest, ARequestArrivesAsItWasSent) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(FindHeader(seen_[id].headers, ":path"), "/s/m");
  EXPECT_TRUE(seen_[id].headers_ended);
  EXPECT_EQ(seen_[id].data, "body");
  EXPECT_TRUE(seen_[id].has_ended);
  EXPECT_FALSE(seen_[id].is_closed);
}

TEST_F(SessionTest, TheBodyFollowsTheHeadersAndTrailersEndIt) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  seen_[id].body = "first";
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(client_->response(id).body, "first");
  EXPECT_FALSE(client_->response(id).has_ended);
  seen_[id].body = "second";
  seen_[id].then = Stream::Then::kEnd;
  session_->Wake(*seen_[id].stream);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(client_->response(id).body, "firstsecond");
  EXPECT_THAT(client_->response(id).headers, ElementsAre(kResponse[0], kTrailers[0]));
  EXPECT_TRUE(client_->response(id).has_ended);
  EXPECT_TRUE(seen_[id].is_closed);
}

TEST_F(SessionTest, AStreamIsAskedForItsBodyOnlyWhenTheWindowIsOpen) {
  Start({}, 10);
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  seen_[id].body = std::string(10, 'x');
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(client_->response(id).body.size(), 10u);
  const int asked = seen_[id].asked;
  seen_[id].body = std::string(25, 'y');
  session_->Wake(*seen_[id].stream);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(seen_[id].asked, asked) << "nothing can be sent";
  client_->OpenWindow(id, 10);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(client_->response(id).body.size(), 20u);
  EXPECT_EQ(seen_[id].body.size(), 15u);
}

TEST_F(SessionTest, AStreamThatAwaitsItsWakeIsNotAskedBefore) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  seen_[id].then = Stream::Then::kAwaitWake;
  for (int i = 1; i <= 3; ++i) {
    seen_[id].body = "x";
    session_->Wake(*seen_[id].stream);
    ASSERT_TRUE(Exchange().ok());
    EXPECT_EQ(client_->response(id).body.size(), static_cast<size_t>(i));
    EXPECT_EQ(seen_[id].asked, i);
    EXPECT_FALSE(client_->response(id).has_ended);
  }
  seen_[id].then = Stream::Then::kEnd;
  session_->Wake(*seen_[id].stream);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(StatusOf(id), "0");
  EXPECT_TRUE(client_->response(id).has_ended);
}

TEST_F(SessionTest, AStreamThatWasWokenCanBeResetBeforeItsTurn) {
  Start();
  const int32_t reset = Call();
  const int32_t other = Call();
  ASSERT_TRUE(Exchange().ok());
  for (const int32_t id : {reset, other}) {
    seen_[id].then = Stream::Then::kAwaitWake;
    seen_[id].body = "first";
    session_->Respond(id, kResponse);
  }
  ASSERT_TRUE(Exchange().ok());
  for (const int32_t id : {reset, other}) {
    seen_[id].body = "second";
    session_->Wake(*seen_[id].stream);
    session_->Wake(*seen_[id].stream);
  }
  client_->Reset(reset, 8);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(seen_[reset].asked, 1);
  EXPECT_EQ(client_->response(other).body, "firstsecond");
}

TEST_F(SessionTest, AWakeIsNotLostWhileTheLastBytesWaitForTheSocket) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  seen_[id].body = std::string(32 << 10, 'x');  // two frames, of which the batch has room for one
  seen_[id].then = Stream::Then::kAwaitWake;
  OutputBatch batch(32 << 10);
  session_->Pump(batch, [&] {
    for (const std::string_view piece : batch.pieces()) client_->Receive(piece);
    batch.Clear();
    return false;
  });
  ASSERT_EQ(seen_[id].body.size(), size_t{16 << 10}) << "the second frame waits";
  seen_[id].body += "more";
  session_->Wake(*seen_[id].stream);
  Pump();
  EXPECT_EQ(client_->response(id).body.size(), size_t{(32 << 10) + 4});
}

TEST_F(SessionTest, OnlyStreamsWhoseRequestHasNotEndedAreChecked) {
  Start();
  const int32_t complete = Call();
  const int32_t partial = client_->Request(testing::CallHeaders("/s/m"), std::string(200'000, 'x'));
  const int32_t reset = client_->Request(testing::CallHeaders("/s/m"), std::string(200'000, 'x'));
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());  // as much as the windows let out
  client_->Reset(reset, 8);
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());
  session_->CheckStreams(kNow);
  EXPECT_EQ(seen_[complete].checked, 0);
  EXPECT_EQ(seen_[partial].checked, 1);
  EXPECT_EQ(seen_[reset].checked, 0);
}

TEST_F(SessionTest, GoesOnWhereTheSocketHadBlocked) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  std::string body;
  for (int i = 0; i < 50'000; ++i) body += static_cast<char>('a' + i % 26);
  seen_[id].body = body;
  seen_[id].then = Stream::Then::kEnd;
  std::string kept;  // as a socket keeps what the system does not take
  OutputBatch batch(32 << 10);
  session_->Pump(batch, [&] {
    for (const std::string_view piece : batch.pieces()) kept += piece;
    batch.Clear();
    return false;
  });
  EXPECT_GT(kept.size(), size_t{16 << 10});
  EXPECT_LE(kept.size(), size_t{32 << 10}) << "one batch, and no more";
  client_->Receive(kept);
  Pump();
  EXPECT_TRUE(client_->response(id).body == body);
  EXPECT_TRUE(client_->response(id).has_ended);
}

TEST_F(SessionTest, AnAnswerWithoutABodyEndsTheStreamAndTheRestOfTheRequest) {
  Start();
  const int32_t id = client_->Request(testing::CallHeaders("/s/m"), std::string(200'000, 'x'));
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());
  EXPECT_FALSE(seen_[id].has_ended) << "the window holds the rest back";
  session_->RespondWithoutBody(id, {{":status", "200"}, {"grpc-status", "12"}});
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(StatusOf(id), "12");
  EXPECT_TRUE(client_->response(id).has_ended);
  EXPECT_EQ(client_->response(id).reset_error, 0) << "RFC 9113, section 8.1: the client need not send the rest";
  EXPECT_TRUE(seen_[id].is_closed);
}

TEST_F(SessionTest, AResetClosesTheStream) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  client_->Reset(id, 8);
  ASSERT_TRUE(Exchange().ok());
  EXPECT_TRUE(seen_[id].is_closed);
  session_->Respond(id, kResponse);
  EXPECT_TRUE(Exchange().ok());
  EXPECT_EQ(session_->stream_count(), 0u);
}

TEST_F(SessionTest, HeadersThatAreTooLargeCostTheirStreamOnly) {
  Start({.max_header_bytes = 1000});
  Headers headers = testing::CallHeaders("/s/m");
  headers.push_back({"large", std::string(1000, 'x')});
  const int32_t large = client_->Request(headers, "body");
  const int32_t small = Call();
  ASSERT_TRUE(Exchange().ok());
  EXPECT_NE(client_->response(large).reset_error, -1);
  EXPECT_FALSE(seen_[large].headers_ended);
  EXPECT_EQ(headers_too_large_, 1);
  EXPECT_TRUE(seen_[small].has_ended);
}

// Headers can be small on the wire and large in memory: references to one that the peer let the server remember.
TEST_F(SessionTest, HeadersAreMeasuredAsTheyAreInMemory) {
  Start({.max_header_bytes = 20'000});
  Headers headers = testing::CallHeaders("/s/m");
  for (int i = 0; i < 40; ++i) headers.push_back({"large", std::string(1000, 'x')});
  const int32_t id = client_->Request(headers, "");
  ASSERT_TRUE(Exchange().ok());
  EXPECT_NE(client_->response(id).reset_error, -1);
  EXPECT_LT(seen_[id].headers.size(), 30u);
}

TEST_F(SessionTest, TooManyResetsEndTheConnection) {
  Start({.resets = {.burst = 10, .per_second = 1}});
  absl::Status status;
  for (int i = 0; i < 20 && status.ok(); ++i) {
    const int32_t id = Call();
    status = Exchange();
    client_->Reset(id, 8);
    if (status.ok()) status = Exchange();
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(client_->goaway_error(), kEnhanceYourCalm);
  EXPECT_EQ(client_->goaway_text(), "resets");
}

// The server resets these streams, but it is the peer who makes it do that (CVE-2025-8671).
TEST_F(SessionTest, TooManyRequestsThatBreakARuleEndTheConnection) {
  Start({.resets = {.burst = 10, .per_second = 1}});
  const auto send = [this] {
    client_->Request({{":method", "POST"}, {":scheme", "http"}, {":path", "/s/m"}, {"connection", "no"}});
    return Exchange();
  };
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(send().ok()) << i;
  EXPECT_EQ(send().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(client_->goaway_error(), kEnhanceYourCalm);
  EXPECT_THAT(client_->goaway_text(), HasSubstr("cannot be taken"));
}

TEST_F(SessionTest, TooManyRequestsWithLargeHeadersEndTheConnection) {
  Start({.max_header_bytes = 1000, .resets = {.burst = 10, .per_second = 1}});
  Headers headers = testing::CallHeaders("/s/m");
  headers.push_back({"x-large", std::string(1000, 'x')});
  const auto send = [&] {
    client_->Request(headers);
    return Exchange();
  };
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(send().ok()) << i;
  EXPECT_EQ(send().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(headers_too_large_, 11);
}

TEST_F(SessionTest, TooManyPingsEndTheConnection) {
  Start({.control_frames = {.burst = 10, .per_second = 1}});
  for (int i = 0; i < 20; ++i) client_->Ping();
  EXPECT_EQ(Exchange().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(client_->goaway_error(), kEnhanceYourCalm);
  EXPECT_EQ(client_->goaway_text(), "control frames");
}

TEST_F(SessionTest, EmptyDataFramesCountAsControlFrames) {
  Start({.control_frames = {.burst = 10, .per_second = 1}});
  Headers headers = testing::CallHeaders("/s/m");
  client_->Request(headers, std::string(70'000, 'x'));  // more than the window: the stream stays open
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());
  for (int i = 0; i < 20; ++i) client_->SendRaw(std::string("\0\0\0\0\0\0\0\0\1", 9));
  EXPECT_EQ(session_->Receive(client_->TakeOutput(), kNow).code(), absl::StatusCode::kResourceExhausted);
}

// Clients measure the network with a PING for each piece of data.
TEST_F(SessionTest, PingsThatAnswerDataAreFree) {
  Start({.control_frames = {.burst = 20, .per_second = 0}});
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  for (int i = 0; i < 100; ++i) {
    seen_[id].body = "x";
    session_->Wake(*seen_[id].stream);
    ASSERT_TRUE(Exchange().ok());
    client_->Ping();
    ASSERT_TRUE(Exchange().ok()) << i;
  }
  EXPECT_EQ(client_->pings_answered(), 100);
}

TEST_F(SessionTest, AnswersToPingsCanWaitOnlyWhileNothingElseIsToBeSent) {
  Start({}, 10);
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->Respond(id, kResponse);
  ASSERT_TRUE(Exchange().ok());
  session_->TakeUrgency();
  client_->Ping();
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());
  EXPECT_FALSE(session_->TakeUrgency());
  Pump();
  seen_[id].body = std::string(25, 'x');  // of which the window holds some back
  session_->Wake(*seen_[id].stream);
  ASSERT_TRUE(Exchange().ok());
  session_->TakeUrgency();
  client_->OpenWindow(id, 10);
  ASSERT_TRUE(session_->Receive(client_->TakeOutput(), kNow).ok());
  EXPECT_TRUE(session_->TakeUrgency());
}

TEST_F(SessionTest, AfterGoAwayTheRunningCallsGoOnAndTheSessionIsOverWithTheLast) {
  Start();
  const int32_t id = Call();
  ASSERT_TRUE(Exchange().ok());
  session_->GoAway(Http2Error::kNone, "");
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(client_->goaway_error(), 0);
  EXPECT_FALSE(session_->IsOver());
  session_->Respond(id, kResponse);
  seen_[id].then = Stream::Then::kEnd;
  ASSERT_TRUE(Exchange().ok());
  EXPECT_TRUE(client_->response(id).has_ended);
  EXPECT_TRUE(session_->IsOver());
}

TEST_F(SessionTest, BytesThatAreNotHttp2EndTheConnection) {
  Start();
  EXPECT_FALSE(Session(SessionLimits(), *this, kNow).Receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n", kNow).ok());
}

// gRPC's core does this if a call is cancelled before its headers are sent (grpc/grpc issue 38758).
TEST_F(SessionTest, AResetOfAStreamThatHasNotBegunEndsTheConnectionAndSaysWhy) {
  Start();
  EXPECT_EQ(session_->failure(), "");
  client_->SendRaw(std::string("\0\0\4\3\0\0\0\0\7\0\0\0\x8", 13));  // RST_STREAM of stream 7: CANCEL
  ASSERT_TRUE(Exchange().ok());
  EXPECT_EQ(session_->failure(), "PROTOCOL_ERROR: RST_STREAM: stream in idle");
  EXPECT_TRUE(session_->IsOver());
}

TEST_F(SessionTest, TellsHowManyStreamsItTakes) {
  Start({.max_streams = 123});
  EXPECT_EQ(client_->max_streams(), 123u);
}

}  // namespace
}  // namespace rollcall::rpc
