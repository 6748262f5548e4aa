// SPDX-License-Identifier: Apache-2.0
// The time limits of whole listings.
#include "rollcall/client/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rollcall/client/error.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/received_error.h"
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

absl::Status RevisionNotReached(int64_t wanted, int64_t shown) {
  return ReceivedError(ServerError(grpc::StatusCode::UNAVAILABLE, "REVISION_NOT_REACHED", "not there", absl::Seconds(1),
                                   {{"minRevision", absl::StrCat(wanted)}, {"revision", absl::StrCat(shown)}}));
}

// A server that has revision 7 and waits for each later one until the attempt ends.
ScriptedServers::UnaryHandler ServerAt7(ManualClock& clock, std::vector<absl::Duration>& timeouts) {
  return [&](const std::string&, absl::Duration timeout, v1::ListNodesResponse& page) {
    timeouts.push_back(timeout);
    page = ListingOf({}, 7);
    const bool is_question = timeouts.size() == 2;  // the request without min_revision
    if (is_question) return absl::OkStatus();
    clock.AdvanceTo(clock.Now() + timeout);
    return absl::DeadlineExceededError("Deadline Exceeded");
  };
}

TEST_F(ClientTest, TheWaitForARevisionEndsWithTheTimeLimitAndSaysWhatIsShown) {
  servers_.on_list_nodes = ServerAt7(clock_, timeouts_);
  const Instant before = clock_.Now();
  v1::ListNodesRequest request;
  request.set_min_revision(9);
  const absl::Status error = client_.ListNodes(request).status();
  EXPECT_EQ(clock_.Now() - before, absl::Seconds(10));
  EXPECT_EQ(ReasonOf(error), "REVISION_NOT_REACHED");
  EXPECT_EQ(error.message(), "revision 9 was not reached within 10s: a:1 shows revision 7");
}

TEST_F(ClientTest, TheWaitForARevisionUsesTheTimeThatAServerLeaves) {
  servers_.on_list_nodes = [this](const std::string&, absl::Duration timeout, v1::ListNodesResponse&) {
    timeouts_.push_back(timeout);
    clock_.AdvanceTo(clock_.Now() + timeout * 0.9);
    return RevisionNotReached(9, 7);
  };
  const Instant before = clock_.Now();
  v1::ListNodesRequest request;
  request.set_min_revision(9);
  const absl::Status error = client_.ListNodes(request).status();
  EXPECT_GT(clock_.Now() - before, absl::Seconds(9.8));
  EXPECT_EQ(timeouts_.size(), 2u);
  EXPECT_EQ(error.message(), "revision 9 was not reached in time: a:1 (shows revision 7)");
}

TEST_F(ClientTest, AServerThatHangsIsNotTakenForOneThatWaitsForARevision) {
  servers_.on_list_nodes = [this](const std::string&, absl::Duration timeout, v1::ListNodesResponse&) {
    clock_.AdvanceTo(clock_.Now() + timeout);
    return absl::DeadlineExceededError("Deadline Exceeded");
  };
  const Instant before = clock_.Now();
  v1::ListNodesRequest request;
  request.set_min_revision(9);
  const absl::Status error = client_.ListNodes(request).status();
  EXPECT_EQ(clock_.Now() - before, absl::Seconds(10));
  EXPECT_EQ(error.message(), "no server could be reached: a:1 (no answer in time)");
}

TEST_F(ClientTest, AllListingsTogetherEndAtTheEnd) {
  Client limited({.servers = {"a:1"}, .end = clock_.Now() + absl::Seconds(12)}, servers_, cancellation_, clock_);
  servers_.on_list_nodes = [this](const std::string&, absl::Duration timeout, v1::ListNodesResponse&) {
    timeouts_.push_back(timeout);
    clock_.AdvanceTo(clock_.Now() + timeout);
    return absl::DeadlineExceededError("Deadline Exceeded");
  };
  limited.ListNodes({}).status().IgnoreError();
  limited.ListNodes({}).status().IgnoreError();
  EXPECT_THAT(timeouts_, ::testing::ElementsAre(absl::Seconds(10), absl::Seconds(2)));
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
