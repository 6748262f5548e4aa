// SPDX-License-Identifier: Apache-2.0
// `rollcall describe` against a scripted server.
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
using ::testing::StartsWith;

class DescribeTest : public ProgramFixture {};

TEST_F(DescribeTest, ANodeIsComparedWithAllOthers) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  service_.AnswerNodes(ListingOf({RfcNodes()[1]}, 14));
  EXPECT_EQ(Run({"describe", "node", "2"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("Node:          2\nState:         up\n"));
  EXPECT_THAT(out_.text(), HasSubstr("\n    Same on:       1,3\n"));
  EXPECT_EQ(err_.text(), "");
  const v1::ListNodesRequest second = service_.list_requests().at(1);
  EXPECT_EQ(second.min_revision(), 13);
  EXPECT_EQ(second.view(), v1::NODE_VIEW_FULL);
  EXPECT_THAT(second.filter().node_ids(), ElementsAre(2));
}

TEST_F(DescribeTest, ANodeThatIsNotThereIsNo) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  service_.AnswerNodes(ListingOf({}, 13));
  EXPECT_EQ(Run({"describe", "node", "33"}), kExitNo);
  EXPECT_EQ(out_.text(), "");
  EXPECT_EQ(err_.text(), "rollcall: there is no node 33; there are 1-3; did you mean '3'?\n");
}

TEST_F(DescribeTest, WhatIsMissingMayBeDueToAServerThatLags) {
  v1::ListNodesResponse old = ListingOf({}, 13);
  old.mutable_header()->set_source_state(v1::SOURCE_STATE_BEHIND);
  service_.AnswerNodes(old);
  EXPECT_EQ(Run({"describe", "coprocessor", "a"}), kExitNo);
  EXPECT_THAT(err_.text(), StartsWith("rollcall: no node has a coprocessor 'a'\nrollcall: STALE 0.5 s: "));
}

TEST_F(DescribeTest, NamesThatAreNearAreSuggested) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"describe", "coprocessor", "name_x"}), kExitNo);
  EXPECT_EQ(err_.text(), "rollcall: no node has a coprocessor 'name_x'; did you mean 'name_a', 'name_b'?\n");
}

TEST_F(DescribeTest, ACoprocessorIsShownWithItsDefinitions) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"describe", "coprocessor", "name_b"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("Coprocessor:  name_b\nRuns on:      1-3, 3 of 3 nodes\n"));
}

TEST_F(DescribeTest, ACoprocessorMayHaveTheNameOfACommand) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"list", {}, ""}, {"coprocessor", {}, ""}})}, 1));
  for (const std::string name : {"list", "coprocessor"}) {
    EXPECT_EQ(Run({"describe", "coprocessor", name}), kExitYes) << err_.text();
    EXPECT_THAT(out_.text(), HasSubstr("Coprocessor:  " + name + "\n"));
  }
}

TEST_F(DescribeTest, WritesJson) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"describe", "coprocessor", "name_b", "-o", "json"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("{\n \"header\":"));
}

TEST_F(DescribeTest, SaysWhatMayBeDescribed) {
  EXPECT_EQ(Run({"describe"}), kExitUsage);
  EXPECT_EQ(err_.text(), "rollcall: describe what? Write 'describe node ID' or 'describe coprocessor NAME'\n");
}

TEST_F(DescribeTest, ANodeIdIsANumber) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Run({"describe", "node", "five"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              HasSubstr("'five' is not a node id; write a whole number such as 5"));
}

TEST_F(DescribeTest, NodeIdsMayBeNegative) {
  service_.AnswerNodes(ListingOf({UpNode(-5, 1)}, 1));
  EXPECT_EQ(Run({"describe", "node", "-5"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("Node:          -5\n"));
}

TEST_F(DescribeTest, ReportsThatNoServerIsReached) {
  EXPECT_EQ(RunAt(kUnusedAddress, {"describe", "node", "1"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr(kUnusedAddress));
}

}  // namespace
}  // namespace rollcall::cli
