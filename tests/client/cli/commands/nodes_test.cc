// SPDX-License-Identifier: Apache-2.0
// `rollcall nodes` against a scripted server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

class NodesTest : public ProgramFixture {};

TEST_F(NodesTest, PrintsEachNode) {
  service_.AnswerNodes(ListingOf({UpNode(1, 11), InvalidNode(2, 12, "not JSON")}, 12));
  EXPECT_EQ(Run({"nodes"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("  2        invalid  0             60 s ago   12        not JSON (offset 12)\n"));
  EXPECT_EQ(err_.text(), "");
}

TEST_F(NodesTest, SaysThatThereAreNone) {
  service_.AnswerNodes(ListingOf({}, 5));
  EXPECT_EQ(Run({"nodes"}), kExitYes);
  EXPECT_EQ(err_.text(), "no node has published a status yet\n");
}

TEST_F(NodesTest, SaysThatNoneMatches) {
  service_.AnswerNodes(ListingOf({}, 5));
  EXPECT_EQ(Run({"nodes", "--state", "down"}), kExitYes);
  EXPECT_EQ(err_.text(), "no node matches the filter\n");
}

TEST_F(NodesTest, AFilterForNamesNamesTheNodesThatNobodyCanTellAbout) {
  v1::NodeStatus down = DownNode(2, 2);
  down.set_reason("no sign of life for 3 leases");
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  service_.AnswerNodes(ListingOf({down, InvalidNode(3, 3, "not JSON")}, 5));
  EXPECT_EQ(Run({"nodes", "--name", "a"}), kExitYes);
  EXPECT_EQ(err_.text(),
            "COPROCESSORS counts only the coprocessors that match the filter\n"
            "node 2 is down; last word at 2026-03-01T11:59:00Z; reason: no sign of life for 3 leases; what it would "
            "run is not "
            "known\n"
            "node 3 is invalid: not JSON (offset 3); what it would run is not known\n");
  EXPECT_EQ(service_.list_requests().at(1).min_revision(), 5);
}

TEST_F(NodesTest, SaysThatHiddenNodesAreNotKnown) {
  service_.AnswerNodes(ListingOf({}, 5));
  service_.FailNodes(ServerError(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE", "3 partitions"));
  EXPECT_EQ(Run({"nodes", "--name", "a"}), kExitYes);
  EXPECT_EQ(
      err_.text(),
      "no node matches the filter\ncannot tell whether other nodes are not up: 3 partitions (TOPIC_UNSUITABLE)\n");
}

TEST_F(NodesTest, CountsAreOfAllRowsWithoutAFilterForRows) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1)}, 5));
  EXPECT_EQ(Run({"nodes", "--node", "1", "--state", "up"}), kExitYes);
  EXPECT_EQ(err_.text(), "");
}

TEST_F(NodesTest, AnAnswerThatIsNotFreshEnoughIsNotPrinted) {
  v1::ListNodesResponse listing = ListingOf({UpNode(1, 1)}, 5);
  listing.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  SetTime(Noon() - absl::Seconds(40), listing.mutable_header()->mutable_as_of_time());
  service_.AnswerNodes(listing);
  for (const char* option : {"--require-current", "--max-staleness=39s"}) {
    const size_t before = err_.text().size();
    EXPECT_EQ(Run({"nodes", option, "-o", "json"}), kExitNoAnswer) << option;
    EXPECT_THAT(err_.text().substr(before), HasSubstr("no broker answers the server"));
  }
  EXPECT_EQ(out_.text(), "");
  EXPECT_EQ(Run({"nodes", "--max-staleness=40s"}), kExitYes);
}

}  // namespace
}  // namespace rollcall::cli
