// SPDX-License-Identifier: Apache-2.0
// Requests for nodes, against scripted servers.
#include "client/cli/commands/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/scripted_stub.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

class FetchTest : public ProgramFixture {
 protected:
  NodeRequests Create(const std::string& servers) {
    connection_ = {.servers = servers, .timeout = absl::Seconds(10), .transport = {}};
    return *NodeRequests::Create(connection_, manual_context_);
  }

  static grpc::Status NotReady() {
    return ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "reading the topic", absl::Seconds(2));
  }

  ConnectionOptions connection_;
  ManualClock clock_;
  CommandContext manual_context_ = {.out = out_, .err = err_, .cancellation = cancellation_, .clock = clock_};
};

TEST_F(FetchTest, TheServerThatAnsweredIsAskedFirst) {
  FakeStatusService not_ready;
  not_ready.FailNodes(NotReady());
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  NodeRequests requests = Create(absl::StrCat(not_ready.address(), ",", service_.address()));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(requests.List({}, std::nullopt).ok());
  EXPECT_EQ(not_ready.list_requests().size(), 1u);
  EXPECT_EQ(service_.list_requests().size(), 2u);
}

TEST_F(FetchTest, AllRequestsTogetherHaveTheTimeLimit) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  service_.FailNodes(NotReady());
  NodeRequests requests = Create(service_.address());
  EXPECT_TRUE(requests.List({}, std::nullopt).ok());
  clock_.AdvanceTo(clock_.Now() + absl::Seconds(9));
  EXPECT_FALSE(requests.List({}, std::nullopt).ok());
  EXPECT_THAT(clock_.slept(), ::testing::IsEmpty());  // there is no time left for another attempt
}

TEST_F(FetchTest, ReportsOptionsThatCannotBeUsed) {
  connection_ = {.servers = service_.address(), .transport = {.tls_ca = "/no/such/file"}};
  const auto requests = NodeRequests::Create(connection_, manual_context_);
  EXPECT_TRUE(absl::IsInvalidArgument(requests.status())) << requests.status();
}

}  // namespace
}  // namespace rollcall::cli
