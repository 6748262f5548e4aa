// SPDX-License-Identifier: Apache-2.0
// The command line of the program.
#include "client/cli/commands/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;

class ProgramTest : public ProgramFixture {};

TEST_F(ProgramTest, WithoutACommandItNamesThemAll) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(
      err_.text(),
      "rollcall: no command given; choose one of: list, nodes, watch, wait, history, drift, matrix, describe, health, "
      "config, completion, version, help (see "
      "rollcall --help)\n");
}

TEST_F(ProgramTest, HelpNamesEachCommand) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(Run({"--help"}), kExitYes);
  const std::string help = ::testing::internal::GetCapturedStdout();
  for (const char* command :
       {"\n  list ", "\n  nodes ", "\n  watch ", "\n  wait ", "\n  history ", "\n  drift ", "\n  matrix ",
        "\n  describe ", "\n  health ", "\n  config ", "\n  completion ", "\n  version ", "\n  help "}) {
    EXPECT_THAT(help, HasSubstr(command));
  }
}

TEST_F(ProgramTest, OptionsOfEveryCommandMayFollowTheCommand) {
  EXPECT_EQ(RunCommandLine({"list", "--server", kUnusedAddress}), kExitNoAnswer);
  EXPECT_THAT(err_.text(), HasSubstr(kUnusedAddress));
}

TEST_F(ProgramTest, ASecondCommandIsNotDropped) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunCommandLine({"list", "nodes"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("'nodes' is a second command after 'list'"));
}

TEST_F(ProgramTest, AMistypedCommandSuggestsOne) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunCommandLine({"lst"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("there is no command 'lst'; did you mean 'list'?"));
}

}  // namespace
}  // namespace rollcall::cli
