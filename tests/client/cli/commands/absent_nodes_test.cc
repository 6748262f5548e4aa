// SPDX-License-Identifier: Apache-2.0
// Nodes that were asked for and do not exist, against a scripted server.
#include "client/cli/commands/absent_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AbsentNodesTextTest, NamesThem) {
  EXPECT_EQ(AbsentNodesText({9}, HeaderOf({}, 5)),
            "node 9 does not exist: the topic has no record of it at revision 5");
  EXPECT_EQ(AbsentNodesText({1, 2, 9}, HeaderOf({}, 5)),
            "nodes 1,2,9 do not exist: the topic has no record of them at revision 5");
}

class AbsentNodesTest : public ProgramFixture {};

TEST_F(AbsentNodesTest, EndWithOneAndTheOthersAreShown) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {}, ""}})}, 5));
  EXPECT_EQ(Run({"list", "--node", "1-3,9"}), kExitNo);
  EXPECT_THAT(out_.text(), HasSubstr("  a                 1  "));
  EXPECT_EQ(err_.text(), "rollcall: nodes 2,3,9 do not exist: the topic has no record of them at revision 5\n");
  EXPECT_EQ(service_.list_requests().size(), 1u);
}

TEST_F(AbsentNodesTest, AreNamedInEachFormat) {
  service_.AnswerNodes(ListingOf({}, 5));
  for (const char* format : {"table", "wide", "json", "ndjson", "raw", "name", "custom-columns=A:.a"}) {
    for (const char* command : {"list", "nodes"}) {
      const size_t before = err_.text().size();
      EXPECT_EQ(Run({command, "--node", "9", "-o", format}), kExitNo) << format;
      EXPECT_EQ(err_.text().substr(before),
                "rollcall: node 9 does not exist: the topic has no record of it at revision 5\n");
    }
  }
}

TEST_F(AbsentNodesTest, ANodeThatRunsNothingIsNotAbsent) {
  service_.AnswerNodes(ListingOf({UpNode(4, 1)}, 5));
  EXPECT_EQ(Run({"list", "--node", "4"}), kExitYes);
  EXPECT_EQ(err_.text(), "node 4 is up and runs no coprocessor\n");
}

TEST_F(AbsentNodesTest, ANodeThatAnotherConditionHidesIsNotAbsent) {
  service_.AnswerNodes(ListingOf({}, 5));
  service_.AnswerNodes(ListingOf({UpNode(4, 1)}, 6));
  EXPECT_EQ(Run({"nodes", "--node", "4,9", "--state", "down"}), kExitNo);
  EXPECT_EQ(err_.text(),
            "no node matches the filter\n"
            "rollcall: node 9 does not exist: the topic has no record of it at revision 5\n");
  const v1::ListNodesRequest second = service_.list_requests().at(1);
  EXPECT_EQ(second.min_revision(), 5);
  EXPECT_THAT(second.filter().node_ids(), ElementsAre(4, 9));
  EXPECT_TRUE(second.filter().states().empty());
}

TEST_F(AbsentNodesTest, ANodeThatTheClientDoesNotSelectIsNotAbsent) {
  service_.AnswerNodes(ListingOf({UpNode(4, 1)}, 5));
  EXPECT_EQ(Run({"nodes", "--node", "4", "--state", "stale"}), kExitYes);
  EXPECT_EQ(err_.text(), "no node matches the filter\n");
  EXPECT_EQ(service_.list_requests().size(), 1u);
}

TEST_F(AbsentNodesTest, ThatNobodyCanTellIsAnError) {
  service_.AnswerNodes(ListingOf({}, 5));
  service_.FailNodes(ServerError(grpc::StatusCode::FAILED_PRECONDITION, "TOPIC_UNSUITABLE", "3 partitions"));
  EXPECT_EQ(Run({"nodes", "--node", "4", "--state", "down", "-o", "json"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("3 partitions"));
}

}  // namespace
}  // namespace rollcall::cli
