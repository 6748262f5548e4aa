// SPDX-License-Identifier: Apache-2.0
// The choice of the server, the time limits and the retries.
#include "client/lib/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rollcall/client/client.h"
#include "rollcall/client/error.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/received_error.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using ::rollcall::testing::ListingOf;
using ::rollcall::testing::ManualClock;
using ::rollcall::testing::RfcNodes;
using ::rollcall::testing::ScriptedServers;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::Status NotReady(absl::Duration delay) {
  return testing::ReceivedError(testing::ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "reading", delay));
}

class ConnectionTest : public ::testing::Test {
 protected:
  // Lists from the servers a, b and c. `answer` gives the result of each attempt.
  absl::StatusOr<v1::ListNodesResponse> List(const std::function<absl::Status(const std::string& server)>& answer,
                                             const v1::ListNodesRequest& request = {}) {
    servers_.on_list_nodes = [&](const std::string& server, absl::Duration timeout, v1::ListNodesResponse& response) {
      called_.push_back(server);
      timeouts_.push_back(timeout);
      absl::Status status = answer(server);
      if (status.ok()) response = ListingOf(RfcNodes(), 13);
      return status;
    };
    return client_.ListNodes(request);
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  Client client_{{.servers = {"a:1", "b:1", "c:1"}}, servers_, cancellation_, clock_};
  std::vector<std::string> called_;
  std::vector<absl::Duration> timeouts_;
};

TEST_F(ConnectionTest, FailsOverAndStaysWithTheServerThatAnswered) {
  const auto b_only = [](const std::string& server) {
    return server == "b:1" ? absl::OkStatus() : absl::UnavailableError("refused");
  };
  EXPECT_TRUE(List(b_only).ok());
  EXPECT_TRUE(List(b_only).ok());
  EXPECT_THAT(called_, ElementsAre("a:1", "b:1", "b:1"));
  EXPECT_EQ(client_.server(), "b:1");
}

TEST_F(ConnectionTest, ReportsAtOnceThatNoServerWasReached) {
  const auto listing = List([](const std::string&) { return absl::UnavailableError("Connection refused"); });
  EXPECT_THAT(
      std::string(listing.status().message()),
      "no server could be reached: a:1 (connection refused), b:1 (connection refused), c:1 (connection refused)");
  EXPECT_EQ(called_.size(), 3u);
  EXPECT_TRUE(clock_.slept().empty());
}

TEST_F(ConnectionTest, WaitsAsLongAsAServerAsksForThenTriesAgain) {
  const auto listing =
      List([this](const std::string&) { return called_.size() > 3 ? absl::OkStatus() : NotReady(absl::Seconds(2)); });
  EXPECT_TRUE(listing.ok());
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Seconds(2)));
  EXPECT_THAT(called_, ElementsAre("a:1", "b:1", "c:1", "a:1"));
}

TEST_F(ConnectionTest, GivesUpWithinTheTimeout) {
  const auto listing = List([](const std::string&) { return NotReady(absl::Seconds(4)); });
  EXPECT_EQ(ReasonOf(listing.status()), "CATCHING_UP");
  EXPECT_THAT(std::string(listing.status().message()), HasSubstr("a:1 (reading (CATCHING_UP))"));
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Seconds(4), absl::Seconds(4)));  // a third would pass the 10 s
}

TEST_F(ConnectionTest, AnAttemptCutOffByTheTimeoutDoesNotHideAnEarlierError) {
  const auto listing = List([this](const std::string& server) {
    if (called_.size() <= 3 && server == "b:1") return NotReady(absl::Seconds(2));
    clock_.AdvanceTo(clock_.Now() + (called_.size() > 3 ? timeouts_.back() : absl::ZeroDuration()));
    return absl::DeadlineExceededError("");
  });
  EXPECT_EQ(ReasonOf(listing.status()), "CATCHING_UP");
  EXPECT_EQ(called_.size(), 6u);
}

TEST_F(ConnectionTest, FinalErrorsAreReportedAtOnce) {
  const auto listing =
      List([](const std::string&) { return absl::FailedPreconditionError("the topic has 3 partitions"); });
  EXPECT_EQ(listing.status().message(), "the topic has 3 partitions");
  EXPECT_EQ(called_.size(), 1u);
}

TEST_F(ConnectionTest, AHangingServerLeavesTimeForTheOthers) {
  const auto listing = List([this](const std::string& server) {
    if (server == "c:1") return absl::OkStatus();
    clock_.AdvanceTo(clock_.Now() + timeouts_.back());
    return absl::DeadlineExceededError("");
  });
  EXPECT_TRUE(listing.ok());
  EXPECT_LT(timeouts_[0] + timeouts_[1], absl::Seconds(7));
  EXPECT_GT(timeouts_[2], absl::Seconds(3));
}

TEST_F(ConnectionTest, EachFailureIsReportedAsItHappens) {
  std::vector<std::string> failures;
  Connection connection({"a:1", "b:1"}, servers_, clock_, cancellation_,
                        [&failures](const std::string& server, const absl::Status& why) {
                          failures.push_back(absl::StrCat(server, " ", why.message()));
                        });
  EXPECT_TRUE(connection
                  .Call(absl::Seconds(1),
                        [&failures](Stub&, absl::Duration) {
                          return failures.empty() ? absl::UnavailableError("refused") : absl::OkStatus();
                        })
                  .ok());
  EXPECT_THAT(failures, ElementsAre("a:1 refused"));
}

TEST_F(ConnectionTest, ACancelledWaitEnds) {
  clock_.on_sleep = [this] { cancellation_.Cancel(); };
  EXPECT_TRUE(absl::IsCancelled(List([](const std::string&) { return NotReady(absl::Seconds(1)); }).status()));
}

}  // namespace
}  // namespace rollcall::client
