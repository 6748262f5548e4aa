// SPDX-License-Identifier: Apache-2.0
// The command line of `run`; node_run_test.cc has what it does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/agent/commands/command_fixture.h"

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RunTest : public CommandFixture {
 protected:
  std::string UsageError(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"run", "--node-id", "5"});
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(RunCommandLine(arguments), kExitUsage);
    return ::testing::internal::GetCapturedStderr() + err_.str();
  }
};

TEST_F(RunTest, ExactlyOneSourceMustBeNamed) {
  for (const std::vector<std::string>& sources :
       {std::vector<std::string>{}, {"--state-file", "f", "-"}, {"--exec", "c", "--state-file", "f"}}) {
    EXPECT_THAT(UsageError(sources),
                AllOf(HasSubstr("--state-file FILE"), HasSubstr("--exec COMMAND"), HasSubstr("- for standard input")));
  }
}

TEST_F(RunTest, AnUnusableOptionIsNamed) {
  EXPECT_THAT(UsageError({"-"}), HasSubstr("--brokers is missing"));
  EXPECT_THAT(UsageError({"-", "--on-exit", "never"}), HasSubstr("--on-exit"));
  EXPECT_THAT(UsageError({"-", "--lease", "10ms"}), HasSubstr("--lease"));
  EXPECT_THAT(UsageError({"file"}), AllOf(HasSubstr("'file'"), HasSubstr("--state-file FILE")));
  EXPECT_THAT(UsageError({"-", "--leese", "5s"}), HasSubstr("--leese"));
  EXPECT_THAT(UsageError({"--state-file", "f", "--leese", "5s"}), HasSubstr("--leese"));
  EXPECT_THAT(UsageError({"-", "--dry-run", "--health-file", "/no/such/folder/f"}), HasSubstr("/no/such/folder/f"));
  EXPECT_THAT(UsageError({"-", "--dry-run", "--metrics-listen", "x"}), HasSubstr("--metrics-listen"));
}

TEST_F(RunTest, TheDryRunNeedsNoBroker) {
  cancellation_.Cancel();
  EXPECT_EQ(RunCommandLine({"run", "--node-id", "5", "--state-file", "/no/such/file", "--dry-run"}), kExitYes);
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace rollcall::agent
