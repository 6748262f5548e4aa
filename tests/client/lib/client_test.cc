// SPDX-License-Identifier: Apache-2.0
// The time limits of whole listings.
#include "client/lib/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

class ClientTest : public ::testing::Test {
 protected:
  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  Client client_{{.servers = {"a:1"}}, servers_, cancellation_, clock_};
  std::vector<absl::Duration> timeouts_;
};

TEST_F(ClientTest, OnlyTheFirstPageGetsTheServersWait) {
  servers_.on_list_nodes = [this](const std::string&, absl::Duration timeout, v1::ListNodesResponse& page) {
    timeouts_.push_back(timeout);
    page = ListingOf({}, 13);
    if (timeouts_.size() == 1) page.set_next_page_token("2");
    return absl::OkStatus();
  };
  v1::ListNodesRequest request;
  request.set_min_revision(7);
  EXPECT_TRUE(client_.ListNodes(request).ok());
  ASSERT_EQ(timeouts_.size(), 2u);
  EXPECT_EQ(timeouts_[0], absl::Milliseconds(20500));
  EXPECT_EQ(timeouts_[1], absl::Seconds(10));
}

TEST_F(ClientTest, ThePagesShareOneTimeLimit) {
  servers_.on_list_nodes = [this](const std::string&, absl::Duration timeout, v1::ListNodesResponse& page) {
    timeouts_.push_back(timeout);
    clock_.AdvanceTo(clock_.Now() + absl::Seconds(4));
    page = ListingOf({}, 13);
    if (timeouts_.size() < 3) page.set_next_page_token("next");
    return absl::OkStatus();
  };
  EXPECT_TRUE(client_.ListNodes({}).ok());
  EXPECT_THAT(timeouts_, ::testing::ElementsAre(absl::Seconds(10), absl::Seconds(6), absl::Seconds(2)));
}

TEST_F(ClientTest, CoprocessorListingsReportTheServersError) {
  EXPECT_EQ(client_.ListCoprocessors({}).status().code(), absl::StatusCode::kUnimplemented);
}

TEST(ClientDeathTest, NeedsAServer) {
  ManualClock clock;
  Cancellation cancellation;
  ScriptedServers servers(clock);
  EXPECT_DEATH(Client({.servers = {}}, servers, cancellation, clock), "CHECK failed");
}

}  // namespace
}  // namespace rollcall::client
