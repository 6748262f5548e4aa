// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;

class HelpTest : public ProgramFixture {
 protected:
  // What `rollcall ARGUMENTS` prints to the process's stdout.
  std::string Printed(const std::vector<std::string>& arguments) {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(RunCommandLine(arguments), kExitYes);
    return ::testing::internal::GetCapturedStdout();
  }
};

TEST_F(HelpTest, IsTheSameAsTheOption) {
  const std::string help = Printed({"list", "--help"});
  EXPECT_THAT(help, HasSubstr("Usage: rollcall list [OPTIONS]"));
  EXPECT_EQ(RunCommandLine({"help", "list"}), kExitYes);
  EXPECT_EQ(out_.text(), help);
}

TEST_F(HelpTest, OfACommandOfACommandIsTheSameAsTheOption) {
  const std::string help = Printed({"config", "show", "-h"});
  EXPECT_THAT(help, HasSubstr("Usage: rollcall config show"));
  EXPECT_EQ(RunCommandLine({"help", "config", "show"}), kExitYes);
  EXPECT_EQ(out_.text(), help);
}

TEST_F(HelpTest, WithoutACommandIsTheSameAsTheOption) {
  const std::string help = Printed({"--help"});
  EXPECT_THAT(help, HasSubstr("--server"));
  EXPECT_EQ(RunCommandLine({"help"}), kExitYes);
  EXPECT_EQ(out_.text(), help);
}

TEST_F(HelpTest, HasExamples) {
  EXPECT_EQ(RunCommandLine({"help", "list"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("Examples:\n  # what runs where\n  rollcall list\n"));
}

TEST_F(HelpTest, AnUnknownCommandSuggestsOne) {
  EXPECT_EQ(RunCommandLine({"help", "lst"}), kExitUsage);
  EXPECT_EQ(err_.text(), "rollcall: there is no command 'lst'; did you mean 'list'? (see rollcall --help)\n");
}

}  // namespace
}  // namespace rollcall::cli
