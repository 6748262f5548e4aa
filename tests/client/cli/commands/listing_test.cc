// SPDX-License-Identifier: Apache-2.0
// What `list` and `nodes` share: the request, the retries and the formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListingTest : public ProgramFixture {};

TEST_F(ListingTest, SendsTheFilter) {
  service_.AnswerNodes(ListingOf({}, 1));
  EXPECT_EQ(Run({"nodes", "--node", "1-2", "--node=-3", "--name", "a*", "--name", "b", "--topic", "t?", "--state",
                 "up,down", "--min-revision", "1"}),
            kExitNo);
  const v1::ListNodesRequest request = service_.list_requests().at(0);
  EXPECT_THAT(request.filter().node_ids(), ElementsAre(1, 2, -3));
  EXPECT_THAT(request.filter().names(), ElementsAre("a*", "b"));
  EXPECT_THAT(request.filter().input_topics(), ElementsAre("t?"));
  EXPECT_THAT(request.filter().states(), ElementsAre(v1::NodeStatus::STATE_UP, v1::NodeStatus::STATE_DOWN));
  EXPECT_EQ(request.min_revision(), 1);
}

TEST_F(ListingTest, JsonIsTheApisMessageOverAllPages) {
  v1::ListNodesResponse first = ListingOf(RfcNodes(), 13);
  v1::ListNodesResponse second = first;
  first.mutable_nodes()->RemoveLast();
  first.set_next_page_token("2");
  second.mutable_nodes()->DeleteSubrange(0, 2);
  service_.AnswerNodes(first);
  service_.AnswerNodes(second);
  EXPECT_EQ(Run({"list", "--format", "json"}), kExitYes);
  const auto json = nlohmann::json::parse(out_.text());
  EXPECT_EQ(json["nodes"].size(), 3u);
  EXPECT_EQ(json["header"]["revision"], "13");
  EXPECT_EQ(err_.text(), "");
  EXPECT_EQ(service_.list_requests().at(1).page_token(), "2");
}

TEST_F(ListingTest, RawAsksForTheFullView) {
  v1::NodeStatus node = UpNode(1, 1);
  node.set_raw_value("{\"x\":\"\xC2\x9B\"}");
  service_.AnswerNodes(ListingOf({node}, 1));
  EXPECT_EQ(Run({"list", "--format", "raw"}), kExitYes);
  EXPECT_EQ(out_.text(), "{\n\"1\": {\"x\":\"\xC2\x9B\"}\n}\n") << "exact in a pipe";
  EXPECT_EQ(service_.list_requests().at(0).view(), v1::NODE_VIEW_FULL);
  context_.out_is_terminal = true;
  EXPECT_EQ(Run({"list", "--format", "raw"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("\\u009b")) << "harmless on a terminal";
}

TEST_F(ListingTest, FailsOverToAReplica) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(RunAt(absl::StrCat(kUnusedAddress, ",", service_.address()), {"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "");
}

TEST_F(ListingTest, AServerThatIsNotReadyIsAskedAgain) {
  service_.FailNodes(
      ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "first read under way", absl::Milliseconds(1)));
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(service_.list_requests().size(), 2u);
}

TEST_F(ListingTest, TheTimeoutEndsTheWaitForAServerThatDoesNotAnswer) {
  service_.OnListNodes([](const v1::ListNodesRequest&, v1::ListNodesResponse&) {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "");
  });
  EXPECT_EQ(Run({"list", "--timeout", "100ms"}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr("(no answer in time)"));
}

TEST_F(ListingTest, AClosedPipeIsSilentAndAFullDiskIsNot) {
  service_.AnswerNodes(ListingOf(RfcNodes(), 13));
  out_.Fail(absl::CancelledError("the reader has closed the pipe"));
  EXPECT_EQ(Run({"list"}), kExitYes);
  EXPECT_EQ(err_.text(), "");
  out_.Fail(absl::ResourceExhaustedError("cannot write the output: No space left on device"));
  EXPECT_EQ(Run({"list"}), kExitNo);
  EXPECT_THAT(err_.text(), HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace rollcall::cli
