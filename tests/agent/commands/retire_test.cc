// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire.h"

#include <gtest/gtest.h>

#include "tests/agent/commands/command_fixture.h"

namespace rollcall::agent {
namespace {

class RetireTest : public CommandFixture {
 protected:
  ExitCode Retire(int32_t node_id) { return RunRetire(node_id, absl::Seconds(30), writer_, context_); }
};

TEST_F(RetireTest, PrintsEachTombstone) {
  EXPECT_EQ(Retire(5), kExitYes);
  EXPECT_EQ(out_.str(),
            "retired node 5 under its decimal key at offset 0\nretired node 5 under its binary key at offset 1\n");
}

TEST_F(RetireTest, SaysWhichKeyItLeftAlone) {
  topic_.records = {{.key = "1234", .value = R"({"node_id":875770417,"status":"up","coprocessors":{}})"}};
  EXPECT_EQ(Retire(1234), kExitYes);
  EXPECT_EQ(out_.str(), "retired node 1234 under its binary key at offset 1\n");
  EXPECT_EQ(err_.str(),
            "rollcall-agent: the decimal key of node 1234 (\"1234\") was left alone: node 875770417 uses it\n");
}

TEST_F(RetireTest, PrintsWhatWasDoneBeforeItFailed) {
  topic_.appends_until_failure = 1;
  EXPECT_EQ(Retire(5), kExitNo);
  EXPECT_EQ(out_.str(), "retired node 5 under its decimal key at offset 0\n");
  EXPECT_EQ(err_.str(), "rollcall-agent: not acknowledged\n");
}

}  // namespace
}  // namespace rollcall::agent
