// SPDX-License-Identifier: Apache-2.0
// One server is asked once, and no longer than it answers.
#include "rollcall/client/server_health.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "client/lib/stub.h"
#include "rollcall/client/error.h"
#include "tests/testing/scripted_stub.h"
#include "tests/testing/status_messages.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

// One server, whose answers the test sets.
class OneServer final : public Connector {
 public:
  std::unique_ptr<Stub> Connect(const std::string& /*server*/) override { return std::make_unique<OneStub>(*this); }

  absl::StatusOr<Serving> serving = Serving::kYes;
  absl::StatusOr<v1::ListNodesResponse> listing = v1::ListNodesResponse();
  int listings = 0;

 private:
  class OneStub final : public Stub {
   public:
    explicit OneStub(OneServer& server) : server_(server) {}
    absl::StatusOr<Serving> CheckHealth(absl::Duration /*timeout*/) override { return server_.serving; }
    absl::Status ListNodes(const v1::ListNodesRequest&, absl::Duration, v1::ListNodesResponse& response) override {
      ++server_.listings;
      if (server_.listing.ok()) response = *server_.listing;
      return server_.listing.status();
    }
    absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest&, absl::Duration,
                                  v1::ListCoprocessorsResponse&) override {
      return absl::UnimplementedError("not asked");
    }
    std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest&, Cancellation&) override { return nullptr; }

   private:
    OneServer& server_;
  };
};

class ServerHealthTest : public ::testing::Test {
 protected:
  ServerHealth Ask() { return AskServerHealth(server_, "a:1", absl::Seconds(1), clock_); }

  OneServer server_;
  ManualClock clock_;
};

TEST_F(ServerHealthTest, HasBothAnswers) {
  server_.listing = ListingOf({UpNode(1, 1)}, 1);
  const ServerHealth health = Ask();
  EXPECT_EQ(health.server, "a:1");
  EXPECT_EQ(*health.serving, Serving::kYes);
  ASSERT_TRUE(health.listing.ok()) << health.listing.status();
  EXPECT_EQ(health.listing->nodes_size(), 1);
}

TEST_F(ServerHealthTest, ListsFromAServerWithoutAHealthService) {
  server_.serving = absl::UnimplementedError("no grpc.health.v1 there");
  server_.listing = ListingOf({}, 1);
  EXPECT_TRUE(Ask().listing.ok());
}

TEST_F(ServerHealthTest, AServerThatIsNotReadyIsNotAskedAgain) {
  server_.serving = Serving::kNo;
  server_.listing = absl::UnavailableError("reading the topic");
  EXPECT_EQ(Ask().listing.status().message(), "reading the topic");
  EXPECT_EQ(server_.listings, 1);
  EXPECT_TRUE(clock_.slept().empty());
}

TEST_F(ServerHealthTest, AServerThatWasNotReachedIsNotListed) {
  server_.serving = absl::UnavailableError("Connection refused");
  EXPECT_EQ(Ask().listing.status().message(), "Connection refused");
  EXPECT_EQ(server_.listings, 0);
}

}  // namespace
}  // namespace rollcall::client
