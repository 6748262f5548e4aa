// SPDX-License-Identifier: Apache-2.0
// The options that several commands share.
#include "client/cli/commands/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

class OptionsTest : public ProgramFixture {};

TEST_F(OptionsTest, UsageErrorsAreOneLineAndExit2) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"list", "--bogus"}, "--bogus"},
      {{"frobnicate"}, "frobnicate"},
      {{"list", "--node", "x"}, "'x'"},
      {{"list", "--state", "sideways"}, "'sideways'"},
      {{"list", "--format", "xml"}, "'xml'"},
      {{"list", "--timeout", "soon"}, "'soon'"},
      {{"list", "--server", "nowhere"}, "'nowhere'"},
      {{"watch", "--heartbeat-interval", "1ms"}, "'1ms'"}};
  for (const auto& [arguments, named] : cases) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(Run(arguments), kExitUsage) << named;
    const std::string message = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(message, HasSubstr(named));
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 1) << message;
  }
}

// Parses `text` as a time from 1 s to 5 min. nullopt if it is not one.
std::optional<absl::Duration> ParseTime(const std::string& text) {
  CLI::App app;
  absl::Duration value;
  AddDuration(app, "--time", value, absl::Seconds(1), absl::Minutes(5), "help");
  try {
    app.parse(std::vector<std::string>{text, "--time"});  // CLI11 takes the arguments in reverse order
  } catch (const CLI::Error&) {
    return std::nullopt;
  }
  return value;
}

TEST_F(OptionsTest, ATimeHasAUnitOrIsANumberOfSeconds) {
  EXPECT_EQ(ParseTime("2m"), absl::Minutes(2));
  EXPECT_EQ(ParseTime("1500ms"), absl::Milliseconds(1500));
  EXPECT_EQ(ParseTime("2.5"), absl::Milliseconds(2500));
}

TEST_F(OptionsTest, ATimeMustBeInItsRange) {
  EXPECT_EQ(ParseTime("1s"), absl::Seconds(1));
  EXPECT_EQ(ParseTime("5m"), absl::Minutes(5));
  for (const char* bad : {"999ms", "301", "inf", "nan", "-1", "1x", ""}) EXPECT_EQ(ParseTime(bad), std::nullopt) << bad;
}

TEST_F(OptionsTest, ServersInTheEnvironmentAreCheckedToo) {
  ASSERT_EQ(setenv("ROLLCALL_SERVER", "nowhere", 1), 0);
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunCommandLine({"list"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("'nowhere'"));
  ASSERT_EQ(unsetenv("ROLLCALL_SERVER"), 0);
}

}  // namespace
}  // namespace rollcall::cli
