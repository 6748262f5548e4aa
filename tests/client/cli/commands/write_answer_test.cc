// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/write_answer.h"

#include <gtest/gtest.h>

#include "tests/client/cli/commands/program_fixture.h"

namespace rollcall::cli {
namespace {

class WriteAnswerTest : public ProgramFixture {};

TEST_F(WriteAnswerTest, NotesGoToStderrUnlessStdoutIsATerminal) {
  EXPECT_EQ(WriteText("text\n", {"note"}, context_), kExitYes);
  EXPECT_EQ(err_.text(), "note\n");
  context_.out_is_terminal = true;
  EXPECT_EQ(WriteText("text\n", {"note"}, context_), kExitYes);
  EXPECT_EQ(out_.text(), "text\ntext\nnote\n");
}

TEST_F(WriteAnswerTest, JsonIsSanitizedForATerminalOnly) {
  EXPECT_EQ(WriteJson("\"\u202E\"", context_), kExitYes);
  context_.out_is_terminal = true;
  EXPECT_EQ(WriteJson("\"\u202E\"", context_), kExitYes);
  EXPECT_EQ(out_.text(), "\"\u202E\"\"\\u202e\"");
}

}  // namespace
}  // namespace rollcall::cli
