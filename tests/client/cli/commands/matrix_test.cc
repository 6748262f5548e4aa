// SPDX-License-Identifier: Apache-2.0
// `rollcall matrix` against a scripted server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;
using ::testing::StartsWith;

class MatrixCommandTest : public ProgramFixture {
 protected:
  void AnswerRfcNodesAndADownOne() {
    std::vector<v1::NodeStatus> nodes = RfcNodes();
    nodes.push_back(DownNode(4, 14));
    service_.AnswerNodes(ListingOf(nodes, 14));
  }
};

TEST_F(MatrixCommandTest, NotesGoApart) {
  AnswerRfcNodesAndADownOne();
  EXPECT_EQ(Run({"matrix"}), kExitYes);
  EXPECT_EQ(out_.text(),
            "  COPROCESSOR  ON  1 2 3 4x\n"
            "  name_a       3   ● ● ●\n"
            "  name_b       3   ● ● ●\n");
  EXPECT_EQ(err_.text(),
            "● same as most   x node not up\n"
            "node 4 is down; last word at 2026-03-01T11:59:00Z\n");
}

TEST_F(MatrixCommandTest, OnATerminalItFitsTheWidthAndHasColor) {
  context_.out_is_terminal = true;
  context_.color = Color::kAnsi;
  context_.terminal_size = [] { return TerminalSize{.width = 26, .height = 24}; };
  AnswerRfcNodesAndADownOne();
  EXPECT_EQ(Run({"matrix"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("  COPROCESSOR  ON  1-3 4x\n  name_a       3   \x1b[32m●\x1b[0m\n"));
  EXPECT_THAT(out_.text(), HasSubstr("node 4 is down"));
}

TEST_F(MatrixCommandTest, AFilterOfNamesKeepsTheNodesWithoutThem) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {"t"}, ""}}), UpNode(2, 2, {{"b", {"t"}, ""}})}, 5));
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {"t"}, ""}})}, 5));
  EXPECT_EQ(Run({"matrix", "--name", "a"}), kExitYes);
  EXPECT_EQ(out_.text(), "  COPROCESSOR  ON  1 2\n  a            1   ● .\n");
  EXPECT_EQ(service_.list_requests().at(0).filter().names_size(), 0);
  EXPECT_EQ(service_.list_requests().at(1).filter().names(0), "a");
  EXPECT_EQ(service_.list_requests().at(1).min_revision(), 5);
}

TEST_F(MatrixCommandTest, AFilterOfNodesChoosesTheColumns) {
  AnswerRfcNodesAndADownOne();
  service_.AnswerNodes(ListingOf({RfcNodes()[1]}, 14));
  EXPECT_EQ(Run({"matrix", "--node", "2"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("  COPROCESSOR  ON  2\n"));
  EXPECT_THAT(err_.text(), ::testing::Not(HasSubstr("node 4")));
}

TEST_F(MatrixCommandTest, AsciiIsForOldTerminals) {
  AnswerRfcNodesAndADownOne();
  EXPECT_EQ(Run({"matrix", "--ascii"}), kExitYes);
  context_.charset = Charset::kAscii;
  const std::string asked_for = out_.text();
  EXPECT_EQ(Run({"matrix"}), kExitYes);
  EXPECT_EQ(out_.text(), asked_for + asked_for);
  EXPECT_THAT(asked_for, HasSubstr("name_a       3   * * *\n"));
}

TEST_F(MatrixCommandTest, WritesJsonAndNdjson) {
  AnswerRfcNodesAndADownOne();
  EXPECT_EQ(Run({"matrix", "-o", "ndjson"}), kExitYes);
  EXPECT_THAT(out_.text(),
              HasSubstr("\n{\"name\":\"name_a\",\"nodeCount\":3,\"split\":false,\"cells\":{\"1\":\"same\""));
  EXPECT_EQ(Run({"matrix", "--format", "json"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("\n \"coprocessors\": ["));
}

TEST_F(MatrixCommandTest, DescriptionsMayBeIgnored) {
  service_.AnswerNodes(ListingOf({UpNode(1, 1, {{"a", {"t"}, "1"}}), UpNode(2, 2, {{"a", {"t"}, "2"}})}, 5));
  EXPECT_EQ(Run({"matrix", "--ignore-description"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("● ●"));
}

TEST_F(MatrixCommandTest, SaysThatThereIsNothing) {
  service_.AnswerNodes(ListingOf({}, -1));
  EXPECT_EQ(Run({"matrix"}), kExitYes);
  EXPECT_EQ(err_.text(), "no nodes to show\n");
}

TEST_F(MatrixCommandTest, SaysThatTheServerIsNotCurrent) {
  v1::ListNodesResponse old = ListingOf(RfcNodes(), 13);
  old.mutable_header()->set_source_state(v1::SOURCE_STATE_DISCONNECTED);
  service_.AnswerNodes(old);
  EXPECT_EQ(Run({"matrix"}), kExitYes);
  EXPECT_THAT(err_.text(), HasSubstr("STALE 0.5 s: no broker answers the server"));
}

}  // namespace
}  // namespace rollcall::cli
