// SPDX-License-Identifier: Apache-2.0
// The server as a whole, through sockets: connections, event loops, limits, and its end.
#include "server/rpc/rpc_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "base/mutex.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/unary.h"
#include "tests/testing/http2_client.h"
#include "tests/testing/waiting.h"

namespace rollcall::rpc {
namespace {

using testing::Eventually;
using testing::Http2Client;

constexpr char kPath[] = "/grpc.health.v1.Health/Check";

// A method of the service that is linked here.
const google::protobuf::MethodDescriptor& HealthMethod(const std::string& name) {
  return *grpc::health::v1::HealthCheckRequest::descriptor()->file()->service(0)->FindMethodByName(name);
}

// A client with a socket. Not thread-safe.
class Client {
 public:
  explicit Client(const std::string& address) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }

  int32_t Call(const std::string& message) {
    const int32_t id = http2_.Request(testing::CallHeaders(kPath), MessagePrefix(message.size()).append(message));
    Send();
    return id;
  }
  void Send() {
    const std::string output = http2_.TakeOutput();
    EXPECT_EQ(send(fd_.get(), output.data(), output.size(), MSG_NOSIGNAL), static_cast<ssize_t>(output.size()));
  }
  // Receives until the condition holds; false if the connection ends first.
  template <typename Condition>
  bool Until(Condition condition) {
    std::string buffer(65536, '\0');
    while (!condition()) {
      const ssize_t size = recv(fd_.get(), buffer.data(), buffer.size(), 0);
      if (size <= 0) return false;
      http2_.Receive(std::string_view(buffer).substr(0, static_cast<size_t>(size)));
    }
    return true;
  }
  bool WaitForAnswer(int32_t id) {
    return Until([&] { return http2_.response(id).has_ended; });
  }
  bool WaitForEnd() {
    return !Until([] { return false; });
  }
  // What has gone wrong with the connection; 0: nothing.
  int Error() {
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
  Http2Client& http2() { return http2_; }

 private:
  UniqueFd fd_;
  Http2Client http2_;
};

class RpcServerTest : public ::testing::Test {
 protected:
  void Start(RpcServerOptions options = {}) {
    auto server = RpcServer::Listen("127.0.0.1:0", std::move(options));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    for (const auto& loop : server_->loops()) {
      loop->mutable_router().Add(
          UnaryMethod(HealthMethod("Check"), [this](const std::string& request, std::shared_ptr<Responder> responder) {
            Serve(request, std::move(responder));
          }));
    }
    server_->Start();
  }
  void Serve(const std::string& request, std::shared_ptr<Responder> responder) {
    MutexLock lock(mutex_);
    threads_.insert(std::this_thread::get_id());
    if (request == "wait") {
      waiting_.push_back(std::move(responder));
    } else {
      responder->Respond(Message{std::make_shared<const std::string>(request)});
    }
  }
  size_t waiting() {
    MutexLock lock(mutex_);
    return waiting_.size();
  }
  const RpcCounters& counters() { return server_->counters(); }
  CallTotals totals() { return server_->CallTotalsByMethod().at(&HealthMethod("Check")); }
  uint64_t HandledWith(absl::StatusCode code) { return totals().handled[static_cast<size_t>(code)]; }

  Mutex mutex_;
  std::set<std::thread::id> threads_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<Responder>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<RpcServer> server_;
};

TEST_F(RpcServerTest, ServesItsConnectionsOnAllLoops) {
  Start({.threads = 3});
  for (int i = 0; i < 6; ++i) {
    Client client(server_->address());
    const int32_t id = client.Call("hello");
    ASSERT_TRUE(client.WaitForAnswer(id));
    EXPECT_EQ(client.http2().response(id).body, MessagePrefix(5) + "hello");
  }
  MutexLock lock(mutex_);
  EXPECT_EQ(threads_.size(), 3u);
}

TEST_F(RpcServerTest, ResponsesMayComeFromOtherThreads) {
  Start();
  Client client(server_->address());
  const int32_t id = client.Call("wait");
  ASSERT_TRUE(Eventually([&] { return waiting() == 1; }));
  {
    MutexLock lock(mutex_);
    waiting_[0]->Respond(Message{std::make_shared<const std::string>("late")});
  }
  ASSERT_TRUE(client.WaitForAnswer(id));
  EXPECT_EQ(client.http2().response(id).body, MessagePrefix(4) + "late");
}

TEST_F(RpcServerTest, CountsConnectionsAndCalls) {
  Start();
  {
    Client client(server_->address());
    client.Call("wait");
    ASSERT_TRUE(Eventually([&] { return counters().calls == 1; }));
    EXPECT_EQ(counters().connections, 1);
  }
  EXPECT_TRUE(Eventually([&] { return counters().calls == 0 && counters().connections == 0; }));
  EXPECT_EQ(totals().started, 1u);
  EXPECT_EQ(HandledWith(absl::StatusCode::kCancelled), 1u) << "its connection was lost";
  EXPECT_EQ(counters().connections_ended[static_cast<size_t>(EndReason::kClosed)], 1u);
}

TEST_F(RpcServerTest, EndsTheManyCallsOfConnectionsThatAreClosed) {
  Start({.threads = 1});
  {
    Client one(server_->address());
    Client another(server_->address());
    for (Client* const client : {&one, &another}) {
      ASSERT_TRUE(client->WaitForAnswer(client->Call("hello")));  // it knows now how many it may begin
      for (int i = 0; i < 1000; ++i) client->Call("wait");
    }
    ASSERT_TRUE(Eventually([&] { return waiting() == 2000; }));
  }
  EXPECT_TRUE(Eventually([&] { return counters().calls == 0 && counters().connections == 0; }));
}

TEST_F(RpcServerTest, RefusesConnectionsAboveTheLimit) {
  RpcServerOptions options;
  options.limits.max_connections = 2;
  Start(std::move(options));
  Client one(server_->address());
  auto two = std::make_unique<Client>(server_->address());
  ASSERT_TRUE(Eventually([&] { return counters().connections == 2; }));
  Client three(server_->address());
  EXPECT_TRUE(three.WaitForEnd());
  EXPECT_EQ(counters().connections_refused, 1u);
  EXPECT_EQ(counters().connections_of_peer_refused, 0u);
  two.reset();
  ASSERT_TRUE(Eventually([&] { return counters().connections == 1; }));
  Client four(server_->address());
  EXPECT_TRUE(four.WaitForAnswer(four.Call("hello")));
}

TEST_F(RpcServerTest, CountsARefusalByTheLimitThatIsInForce) {
  Start({});
  Client one(server_->address());
  ASSERT_TRUE(Eventually([&] { return counters().connections == 1; }));
  RpcLimits lower;
  lower.max_connections = 1;
  server_->SetLimits(lower);
  Client two(server_->address());
  EXPECT_TRUE(two.WaitForEnd());
  EXPECT_EQ(counters().connections_refused, 1u);
  EXPECT_EQ(counters().connections_of_peer_refused, 0u);
}

TEST_F(RpcServerTest, RefusesCallsAboveTheLimitOfAPeer) {
  RpcServerOptions options;
  options.limits.max_calls_per_peer = 1;
  Start(std::move(options));
  Client client(server_->address());
  client.Call("wait");
  ASSERT_TRUE(Eventually([&] { return waiting() == 1; }));
  Client other(server_->address());
  const int32_t id = other.Call("hello");
  ASSERT_TRUE(other.WaitForAnswer(id));
  EXPECT_EQ(FindHeader(other.http2().response(id).headers, "grpc-status"), "8");
  EXPECT_EQ(counters().calls_refused, 1u);
  EXPECT_TRUE(Eventually([&] { return HandledWith(absl::StatusCode::kResourceExhausted) == 1; }));
  EXPECT_EQ(totals().started, 2u) << "a call that is refused was begun";
}

TEST_F(RpcServerTest, RefusesConnectionsAboveTheLimitOfAPeer) {
  RpcServerOptions options;
  options.limits.max_connections_per_peer = 1;
  Start(std::move(options));
  Client one(server_->address());
  ASSERT_TRUE(Eventually([&] { return counters().connections == 1; }));
  Client two(server_->address());
  EXPECT_TRUE(two.WaitForEnd());
  EXPECT_EQ(counters().connections_of_peer_refused, 1u);
  EXPECT_EQ(counters().connections_refused, 0u);
}

TEST_F(RpcServerTest, CountsTheCallsOfAllLoopsByTheirStatus) {
  Start({.threads = 3});
  for (int i = 0; i < 6; ++i) {
    Client client(server_->address());
    ASSERT_TRUE(client.WaitForAnswer(client.Call("hello")));
  }
  EXPECT_TRUE(Eventually([&] { return HandledWith(absl::StatusCode::kOk) == 6; }));
  EXPECT_EQ(totals().started, 6u);
  EXPECT_TRUE(Eventually([&] {
    const auto times = totals().handling_time.counts;
    return std::accumulate(times.begin(), times.end(), uint64_t{0}) == 6;
  }));
}

TEST_F(RpcServerTest, EndsConnectionsThatDoNotSpeakHttp2) {
  RpcServerOptions options;
  options.limits.preface_within = absl::Milliseconds(500);
  Start(std::move(options));
  Client speaks(server_->address());
  speaks.Call("wait");
  Client silent(server_->address());
  EXPECT_TRUE(silent.WaitForEnd());
  EXPECT_TRUE(Eventually([&] { return counters().connections_ended[static_cast<size_t>(EndReason::kIdle)] == 1; }));
  EXPECT_EQ(counters().connections, 1);
}

TEST_F(RpcServerTest, ConnectionsWithoutCallsEndInGoodOrder) {
  RpcServerOptions options;
  options.limits.idle_for = absl::Milliseconds(500);
  Start(std::move(options));
  Client busy(server_->address());
  busy.Call("wait");
  Client idle(server_->address());
  ASSERT_TRUE(idle.WaitForAnswer(idle.Call("hello")));
  EXPECT_TRUE(idle.WaitForEnd());
  EXPECT_EQ(idle.http2().goaway_error(), 0);
  EXPECT_TRUE(Eventually([&] { return counters().connections == 1; }));
}

TEST_F(RpcServerTest, EndsConnectionsWhosePeerDoesNotAnswerAPing) {
  RpcServerOptions options;
  options.limits.ping_after = absl::Milliseconds(1);
  options.limits.ping_timeout = absl::Milliseconds(1);
  Start(std::move(options));
  Client client(server_->address());
  client.Call("wait");
  EXPECT_TRUE(client.WaitForEnd());  // it receives the PING and answers nothing
  EXPECT_TRUE(Eventually([&] { return counters().connections_ended[static_cast<size_t>(EndReason::kSilent)] == 1; }));
}

// The peer may be sending, and the last bytes for it may still be on their way.
TEST_F(RpcServerTest, AConnectionThatEndsInGoodOrderIsNotReset) {
  Start();
  Client client(server_->address());
  ASSERT_TRUE(client.WaitForAnswer(client.Call("hello")));
  client.http2().SendRaw(std::string("\0\0\x8\7\0\0\0\0\0\0\0\0\0\0\0\0\0", 17));  // GOAWAY
  client.Send();
  ASSERT_TRUE(client.WaitForEnd());
  client.http2().Ping();
  client.Send();
  EXPECT_EQ(client.Error(), 0) << "the connection was reset";
}

TEST_F(RpcServerTest, AtItsEndCallsThatRunAreAnsweredAndNoMoreAreTaken) {
  Start({.threads = 2});
  Client client(server_->address());
  const int32_t id = client.Call("wait");
  ASSERT_TRUE(Eventually([&] { return waiting() == 1; }));
  server_->StopAccepting();
  ASSERT_TRUE(client.Until([&] { return client.http2().goaway_error() == 0; }));
  {
    MutexLock lock(mutex_);
    waiting_[0]->Respond(Message{std::make_shared<const std::string>("bye")});
  }
  EXPECT_TRUE(client.WaitForAnswer(id));
  EXPECT_TRUE(client.WaitForEnd()) << "the connection ends with its last call";
  server_->Shutdown(absl::Minutes(1));  // returns at once, because nothing runs
}

TEST_F(RpcServerTest, ItsEndDoesNotWaitForCallersLongerThanItIsTold) {
  Start();
  Client client(server_->address());
  client.Call("wait");
  ASSERT_TRUE(Eventually([&] { return waiting() == 1; }));
  server_->Shutdown(absl::Milliseconds(1));
  EXPECT_TRUE(client.WaitForEnd());
  MutexLock lock(mutex_);
  EXPECT_TRUE(waiting_[0]->IsOver());
  waiting_[0]->Respond(Message{std::make_shared<const std::string>("too late")});  // harmless
}

}  // namespace
}  // namespace rollcall::rpc
