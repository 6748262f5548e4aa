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
      {{"watch", "--state", "stale"}, "'stale'"},
      {{"watch", "--node", "3-1"}, "'3-1' runs downwards; write 1-3"},
      {{"list", "--node", "1-600", "--node", "601-1001"}, "at most 1000 nodes"},
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

TEST_F(OptionsTest, ServersInTheEnvironmentAreCheckedToo) {
  ASSERT_EQ(setenv("ROLLCALL_SERVER", "nowhere", 1), 0);
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunCommandLine({"list"}), kExitUsage);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("'nowhere'"));
  ASSERT_EQ(unsetenv("ROLLCALL_SERVER"), 0);
}

}  // namespace
}  // namespace rollcall::cli
