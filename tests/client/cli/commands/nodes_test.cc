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
  EXPECT_EQ(err_.text(), "no nodes to show\n");
}

}  // namespace
}  // namespace rollcall::cli
