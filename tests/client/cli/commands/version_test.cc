// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/build_info.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class VersionTest : public ProgramFixture {};

TEST_F(VersionTest, SaysWhatTheProgramWasBuiltFrom) {
  EXPECT_EQ(RunCommandLine({"version"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith("rollcall " + GetBuildInfo().version + "\n"));
  for (const char* part : {"revision", "compiler", "build", "gRPC      1.", "protobuf  3."}) {
    EXPECT_THAT(out_.text(), HasSubstr(part));
  }
}

TEST_F(VersionTest, AsJson) {
  EXPECT_EQ(RunCommandLine({"version", "-o", "json"}), kExitYes);
  const nlohmann::json json = nlohmann::json::parse(out_.text());
  EXPECT_EQ(json["version"], GetBuildInfo().version);
  for (const char* key : {"revision", "compiler", "build_type", "api", "grpc", "protobuf"}) {
    EXPECT_FALSE(json[key].get<std::string>().empty()) << key;
  }
}

TEST_F(VersionTest, TheOptionIsOneLine) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(RunCommandLine({"--version"}), kExitYes);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), VersionLine("rollcall") + "\n");
}

}  // namespace
}  // namespace rollcall::cli
