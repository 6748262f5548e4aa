// SPDX-License-Identifier: Apache-2.0
// `rollcall drift` against a scripted server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/exit_code.h"
#include "client/cli/render/json.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

v1::NodeStatus With(int32_t id, const std::string& topic) { return UpNode(id, id, {{"a", {topic}, "d"}}); }

const std::vector<v1::NodeStatus>& Drifted() {
  static const auto& nodes = *new std::vector<v1::NodeStatus>{With(1, "x"), With(2, "x"), With(3, "y"), UpNode(4, 4)};
  return nodes;
}

class DriftTest : public ProgramFixture {};

TEST_F(DriftTest, NoDriftIsExit0AndPrintsNothingToStdout) {
  service_.AnswerNodes(ListingOf({With(1, "x"), With(2, "x")}, 9));
  EXPECT_EQ(Run({"drift"}), kExitYes);
  EXPECT_EQ(out_.text(), "");
  EXPECT_EQ(err_.text(), "no drift: compared 2 nodes with the majority\n");
}

TEST_F(DriftTest, DriftIsExit1) {
  service_.AnswerNodes(ListingOf(Drifted(), 9));
  EXPECT_EQ(Run({"drift"}), kExitNo);
  EXPECT_EQ(out_.text(),
            "  COPROCESSOR  KIND     FIELD         EXPECTED  FOUND   NODES\n"
            "  a            missing  -             present   absent  4\n"
            "  a            differs  input topics  [x]       [y]     3\n");
  EXPECT_EQ(err_.text(), "2 differences: compared 4 nodes with the majority\n");
}

TEST_F(DriftTest, MissingCanBeIgnored) {
  service_.AnswerNodes(ListingOf({With(1, "x"), With(2, "x"), UpNode(3, 3)}, 9));
  EXPECT_EQ(Run({"drift"}), kExitNo);
  EXPECT_EQ(Run({"drift", "--ignore", "missing"}), kExitYes);
}

TEST_F(DriftTest, ANodeOrAFileIsTheReference) {
  service_.AnswerNodes(ListingOf({With(1, "x"), With(2, "y")}, 9));
  EXPECT_EQ(Run({"drift", "--against", "2", "--format", "json"}), kExitNo);
  const nlohmann::json json = nlohmann::json::parse(out_.text());
  EXPECT_EQ(json["reference"], "node 2");
  EXPECT_EQ(json["differences"][0]["expected"][0], "y");
  const TemporaryFolder folder;
  std::ofstream(folder / "same.json") << ToJson(ListingOf({With(1, "x"), With(2, "y")}, 3), JsonLayout::kIndented);
  EXPECT_EQ(Run({"drift", "--against", folder / "same.json"}), kExitYes);
  std::ofstream(folder / "other.json") << ToJson(ListingOf({With(1, "x"), With(2, "x")}, 3), JsonLayout::kIndented);
  EXPECT_EQ(Run({"drift", "--against", folder / "other.json"}), kExitNo);
}

TEST_F(DriftTest, AnOldStatusIsExit4AlthoughItIsShown) {
  v1::ListNodesResponse listing = ListingOf(Drifted(), 9);
  listing.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  service_.AnswerNodes(listing);
  EXPECT_EQ(Run({"drift"}), kExitNoAnswer);
  EXPECT_THAT(out_.text(), HasSubstr("missing"));
  EXPECT_THAT(err_.text(), HasSubstr(": no broker answers the server"));
}

TEST_F(DriftTest, NothingUpIsExit4) {
  service_.AnswerNodes(ListingOf({DownNode(1, 1)}, 9));
  EXPECT_EQ(Run({"drift"}), kExitNoAnswer);
  EXPECT_EQ(out_.text(), "");
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: no node is up and not stale"));
}

TEST_F(DriftTest, AnUnreachableServerIsExit4) { EXPECT_EQ(RunAt(kUnusedAddress, {"drift"}), kExitNoAnswer); }

TEST_F(DriftTest, AFileThatIsNoListingIsExit2) {
  EXPECT_EQ(Run({"drift", "--against", "/no/such/file"}), kExitUsage);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: cannot read /no/such/file"));
  EXPECT_TRUE(service_.list_requests().empty());
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Run({"drift", "--ignore", "extra"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("'extra' is not one of missing"));
}

TEST_F(DriftTest, AReaderThatHasGoneChangesNoAnswer) {
  service_.AnswerNodes(ListingOf(Drifted(), 9));
  out_.Fail(absl::CancelledError("the reader has closed the pipe"));
  EXPECT_EQ(Run({"drift"}), kExitNo);
}

TEST_F(DriftTest, AnOutputThatIsLostIsExit1) {
  service_.AnswerNodes(ListingOf({With(1, "x")}, 9));
  out_.Fail(absl::DataLossError("the disk is full"));
  EXPECT_EQ(Run({"drift", "--format", "ndjson"}), kExitNo);
  EXPECT_EQ(err_.text(), "rollcall: the disk is full\n");
}

}  // namespace
}  // namespace rollcall::cli
