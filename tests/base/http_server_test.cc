// SPDX-License-Identifier: Apache-2.0
#include "base/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/http_connection.h"
#include "tests/testing/waiting.h"

namespace rollcall {
namespace {

using ::testing::AllOf;
using testing::AskHttp;
using ::testing::HasSubstr;
using testing::HttpConnection;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kRequest = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
constexpr std::string_view kHalfARequest = kRequest.substr(0, kRequest.size() / 2);
constexpr unsigned kLongSilenceS = 600;

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() { prometheus::BuildGauge().Name("answer").Register(*metrics_).Add({}).Set(42); }

  std::unique_ptr<HttpServer> Start(const std::string& listen = "127.0.0.1:0", const HttpServerOptions& options = {}) {
    auto server = HttpServer::Start(listen, Routes(), options);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }
  HttpRoutes Routes() {
    const auto work = [this](const HttpRequest& request) {
      const MutexLock lock(work_);
      std::string text = request.path + " ";
      for (const auto& [name, value] : request.query) text += name + "=" + value + ";";
      return HttpResponse{.body = text};
    };
    const auto stream = [this](const HttpRequest&) {
      stream_ = std::make_shared<HttpStream>();
      stream_->Set("begin;");
      return HttpResponse{.stream = stream_};
    };
    return HttpRoutes({MetricsRoute(metrics_),
                       {.path = "/work", .handler = work, .where = HttpRoute::Where::kWorker},
                       {.path = "/stream", .handler = stream}});
  }
  // Scrapes, and leaves the connection open. Returns the answer.
  static std::string AskAgain(HttpConnection& connection) {
    connection.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return connection.ReadUntil("\nanswer 42\n");
  }
  static std::string Ask(const HttpServer& server, std::string_view request) {
    HttpConnection connection(server.address());
    connection.Send(request);
    return connection.ReadToEnd();
  }
  static void ExpectMetrics(const std::string& answer) {
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("text/plain; version=0.0.4"));
    EXPECT_THAT(answer, HasSubstr("\nanswer 42\n"));
  }

  const std::shared_ptr<prometheus::Registry> metrics_ = std::make_shared<prometheus::Registry>();
  Mutex work_;                          // held while a request of /work is answered
  std::shared_ptr<HttpStream> stream_;  // of the last request of /stream
};

TEST_F(HttpServerTest, ServesTheMetricsAndNothingElse) {
  const auto server = Start();
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_THAT(AskHttp(server->address(), "/metric"),
              AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("there is /metrics, /work")));
  EXPECT_THAT(AskHttp(server->address(), "/metrics", "POST", "Content-Length: 0\r\n"),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: GET, HEAD\r\n")));
  EXPECT_THAT(
      Ask(*server, "POST /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"),
      StartsWith("HTTP/1.1 405 "));
}

TEST_F(HttpServerTest, AHeadHasNoBody) {
  const auto server = Start();
  for (const char* path : {"/metrics", "/work", "/stream"}) {
    EXPECT_THAT(AskHttp(server->address(), path, "HEAD"),
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), ::testing::EndsWith("\r\n\r\n")))
        << path;
  }
}

TEST_F(HttpServerTest, DecodesThePathAndTheQuery) {
  const auto server = Start();
  EXPECT_THAT(AskHttp(server->address(), "/work?a=1%2B2+3&b&a=%3Cx%3E&c=%00z"),
              ::testing::EndsWith("\r\n\r\n/work a=1+2 3;b=;a=<x>;c=" + std::string("\0z", 2) + ";"));
}

TEST_F(HttpServerTest, ServesOnlyTheNamesThatAreAllowed) {
  const auto server = Start("127.0.0.1:0", {.hosts = HttpHosts("127.0.0.1:0", {"status.example"})});
  for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]:1", "Status.Example:443"}) {
    EXPECT_THAT(AskHttp(server->address(), "/metrics", "GET", absl::StrCat("Host: ", host, "\r\n")),
                StartsWith("HTTP/1.1 200 "))
        << host;
  }
  for (const char* host : {"evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", "10.0.0.1"}) {
    EXPECT_THAT(AskHttp(server->address(), "/metrics", "GET", absl::StrCat("Host: ", host, "\r\n")),
                AllOf(StartsWith("HTTP/1.1 421 "), HasSubstr("--http-allow-host")))
        << host;
  }
}

// While the worker is busy, requests that need it wait, and all others are answered.
TEST_F(HttpServerTest, WorkKeepsNobodyElseWaiting) {
  const auto server = Start("127.0.0.1:0", {.max_waiting = 2});
  HttpConnection first(server->address()), second(server->address());
  {
    const MutexLock block(work_);
    for (HttpConnection* const one : {&first, &second}) one->Send("GET /work HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(testing::Eventually([&] { return AskHttp(server->address(), "/work").starts_with("HTTP/1.1 503 "); }));
    ExpectMetrics(Ask(*server, kRequest));
  }
  EXPECT_THAT(first.ReadToEnd(), ::testing::EndsWith("/work "));
  EXPECT_THAT(second.ReadToEnd(), ::testing::EndsWith("/work "));
  EXPECT_THAT(AskHttp(server->address(), "/work"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, AStreamSendsWhatIsSetLast) {
  const auto server = Start();
  HttpConnection reader(server->address());
  reader.Send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_THAT(reader.ReadUntil("begin;"), HasSubstr("\r\n\r\nbegin;"));
  stream_->Set("one;");
  EXPECT_EQ(reader.ReadUntil("one;"), "one;");
  stream_->Set("two;");
  EXPECT_EQ(reader.ReadUntil("two;"), "two;");
  EXPECT_TRUE(stream_->IsOpen());
  stream_->End();
  EXPECT_EQ(reader.ReadToEnd(), "");
  EXPECT_FALSE(stream_->IsOpen());
}

// A reader that stops holds one part, however many there were.
TEST_F(HttpServerTest, AReaderThatStopsHoldsNoMoreThanOnePart) {
  const auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  HttpConnection stopped(server->address());
  stopped.Send("GET /stream HTTP/1.0\r\n\r\n");
  stopped.ReadUntil("begin;");
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 200; ++i) stream_->Set(absl::StrCat(large, i, ";"));
  ExpectMetrics(Ask(*server, kRequest));
  stream_->End();
  const std::string rest = stopped.ReadToEnd();
  EXPECT_LE(rest.size(), 20 * large.size()) << "more than the buffers of the system hold";
  EXPECT_TRUE(rest.ends_with("x199;"));
}

TEST_F(HttpServerTest, AClientThatWentAwayIsNoticed) {
  const auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  {
    HttpConnection reader(server->address());
    reader.Send("GET /stream HTTP/1.0\r\n\r\n");
    reader.ReadUntil("begin;");
  }
  EXPECT_TRUE(testing::Eventually([&] {
    stream_->Set("more;");
    return !stream_->IsOpen();
  }));
}

// A stream is as silent as the last part that its client took.
TEST_F(HttpServerTest, AReaderOfAStreamIsNotSilent) {
  const auto server = Start("127.0.0.1:0", {.max_connections = 2, .max_connections_per_address = 2});
  HttpConnection reader(server->address());
  reader.Send("GET /stream HTTP/1.0\r\n\r\n");
  reader.ReadUntil("begin;");
  HttpConnection silent(server->address());
  EXPECT_TRUE(silent.IsOpen());
  stream_->Set("more;");
  EXPECT_EQ(reader.ReadUntil("more;"), "more;");
  HttpConnection third(server->address());
  EXPECT_TRUE(testing::Eventually([&] { return !silent.IsOpen(); }));
  EXPECT_TRUE(stream_->IsOpen());
}

TEST_F(HttpServerTest, StopsAlthoughAStreamIsOpenAndWorkWaits) {
  auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  HttpConnection reader(server->address()), worker(server->address());
  reader.Send("GET /stream HTTP/1.0\r\n\r\n");
  reader.ReadUntil("begin;");
  std::future<void> stop;
  {
    const MutexLock block(work_);
    worker.Send("GET /work HTTP/1.0\r\n\r\n");
    ExpectMetrics(Ask(*server, kRequest));
    stop = std::async(std::launch::async, [&] { server.reset(); });
    EXPECT_TRUE(testing::Eventually([&] { return !stream_->IsOpen(); }));
  }
  EXPECT_EQ(stop.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_EQ(reader.ReadToEnd(), "");
}

TEST_F(HttpServerTest, ListensOnAnyAddressAndOnNames) {
  for (const char* listen : {"127.0.0.1:0", "0.0.0.0:0", "localhost:0"}) {
    const auto server = Start(listen);
    ASSERT_NE(server, nullptr) << listen;
    EXPECT_THAT(server->address(), Not(::testing::EndsWith(":0")));
  }
}

TEST_F(HttpServerTest, SeveralScrapersAreServedAtOnce) {
  const auto server = Start();
  std::list<HttpConnection> scrapers;
  for (int i = 0; i < 20; ++i) scrapers.emplace_back(server->address()).Send(kHalfARequest);
  for (auto scraper = scrapers.rbegin(); scraper != scrapers.rend(); ++scraper) {
    scraper->Send(kRequest.substr(kHalfARequest.size()));
    ExpectMetrics(scraper->ReadToEnd());
  }
}

TEST_F(HttpServerTest, SilentConnectionsKeepNobodyWaiting) {
  const auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  std::list<HttpConnection> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server->address());
    silent.emplace_back(server->address()).Send(kHalfARequest);
  }
  ExpectMetrics(Ask(*server, kRequest));
  for (const HttpConnection& connection : silent) EXPECT_TRUE(connection.IsOpen());
}

TEST_F(HttpServerTest, OneAddressLeavesRoomForOthers) {
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 20, .max_connections_per_address = 10, .silence_s = kLongSilenceS});
  std::list<HttpConnection> silent;
  for (int i = 0; i < 50; ++i) silent.emplace_back(server->address(), "127.0.0.2");
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_TRUE(testing::Eventually([&] { return !silent.front().IsOpen(); }));
  EXPECT_TRUE(silent.back().IsOpen());
}

// Also those of its own address, such as that of a proxy in front of all scrapers.
TEST_F(HttpServerTest, SilentConnectionsGiveWayToANewOne) {
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 20, .max_connections_per_address = 10, .silence_s = kLongSilenceS});
  std::list<HttpConnection> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server->address());
    silent.emplace_back(server->address(), "127.0.0.2").Send(kHalfARequest);
    silent.emplace_back(server->address(), "127.0.0.3");
  }
  ExpectMetrics(Ask(*server, kRequest));
  EXPECT_TRUE(testing::Eventually([&] {
    return std::count_if(silent.begin(), silent.end(), [](const HttpConnection& one) { return one.IsOpen(); }) <= 20;
  }));
  EXPECT_TRUE(silent.back().IsOpen()) << "more were closed than had to be";
}

TEST_F(HttpServerTest, WhoScrapesIsNotClosedBeforeWhoIsSilent) {
  testing::CapturedLog log;
  const auto server =
      Start("127.0.0.1:0", {.max_connections = 2, .max_connections_per_address = 2, .silence_s = kLongSilenceS});
  HttpConnection scraper(server->address());
  HttpConnection silent(server->address());
  ExpectMetrics(AskAgain(scraper));
  HttpConnection third(server->address());
  EXPECT_TRUE(testing::Eventually([&] { return !silent.IsOpen(); }));
  ExpectMetrics(AskAgain(scraper));
  EXPECT_TRUE(third.IsOpen());
  EXPECT_THAT(log.Lines(), HasSubstr("fault=\"from 127.0.0.1\""));
}

TEST_F(HttpServerTest, ASilentConnectionIsClosedInTheEnd) {
  const auto server = Start("127.0.0.1:0", {.silence_s = 1});
  HttpConnection silent(server->address());
  HttpConnection half(server->address());
  half.Send(kHalfARequest);
  EXPECT_TRUE(testing::Eventually([&] { return !silent.IsOpen() && !half.IsOpen(); }));
}

TEST_F(HttpServerTest, StopsAlthoughAConnectionIsSilent) {
  auto server = Start("127.0.0.1:0", {.silence_s = kLongSilenceS});
  HttpConnection silent(server->address());
  HttpConnection half(server->address());
  half.Send(kHalfARequest);
  ExpectMetrics(Ask(*server, kRequest));
  const auto stop = std::async(std::launch::async, [&] { server.reset(); });
  EXPECT_EQ(stop.wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_F(HttpServerTest, ItsPortCanBeTakenAgainOnceItStopped) {
  std::unique_ptr<HttpServer> server = Start();
  const std::string address = server->address();
  ExpectMetrics(Ask(*server, kRequest));
  server.reset();
  server = Start(address);
  EXPECT_EQ(server->address(), address);
}

TEST_F(HttpServerTest, SaysThatTheAddressIsTaken) {
  const std::unique_ptr<HttpServer> server = Start();
  const auto second = HttpServer::Start(server->address(), Routes());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(second.status().message(), HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace rollcall
