// SPDX-License-Identifier: Apache-2.0
// `rollcall config`, and contexts as a person uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"
#include "tests/testing/tls_server.h"

namespace rollcall::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class ConfigTest : public ProgramFixture {
 protected:
  ConfigTest() {
    token_ = folder_.Write("token", "s3cret\n");
    context_.usual_settings_file = folder_.Write(
        "config.toml", "[contexts.prod]\nserver = [\"" + service_.address() + "\", \"127.0.0.1:1\"]\ntoken-file = \"" +
                           token_ + "\"\n[contexts.dev]\ntimeout = \"2s\"\n[rollcall]\ntimeout = \"5s\"\n");
  }
  ~ConfigTest() override { unsetenv("ROLLCALL_CONNECT_TIMEOUT"); }

  nlohmann::json Shown(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"config", "show", "-o", "json"});
    EXPECT_EQ(RunCommandLine(arguments), kExitYes) << err_.text();
    return nlohmann::json::parse(out_.text());
  }

  const rollcall::testing::TlsFolder folder_;
  std::string token_;
};

TEST_F(ConfigTest, AContextNamesServersAndToken) {
  service_.AnswerNodes(rollcall::testing::ListingOf({}, 7));
  EXPECT_EQ(RunCommandLine({"nodes", "--context", "prod"}), kExitYes) << err_.text();
  EXPECT_EQ(service_.authorizations(), std::vector<std::string>{"Bearer s3cret"});
}

TEST_F(ConfigTest, ShowsEachValueAndItsSource) {
  ASSERT_EQ(setenv("ROLLCALL_CONNECT_TIMEOUT", "3s", 1), 0);
  EXPECT_EQ(RunCommandLine({"config", "show", "--context", "prod", "--tls-ca", "ca.pem"}), kExitYes);
  const std::string& file = context_.usual_settings_file;
  EXPECT_THAT(out_.text(), HasSubstr("settings file: " + file + "\ncontext: prod, from flag\n"));
  EXPECT_THAT(out_.text(), ContainsRegex("server +127.*,127.0.0.1:1 +context prod \\(" + file + ":2\\)"));
  EXPECT_THAT(out_.text(), ContainsRegex("\n +timeout +5s +file " + file + ":7"));
  EXPECT_THAT(out_.text(), ContainsRegex("connect-timeout +3s +variable ROLLCALL_CONNECT_TIMEOUT"));
  EXPECT_THAT(out_.text(), ContainsRegex("tls-ca +ca.pem +flag"));
  EXPECT_THAT(out_.text(), ContainsRegex("tls-cert +- +default"));
}

TEST_F(ConfigTest, DoesNotShowTheToken) {
  EXPECT_EQ(RunCommandLine({"--context", "prod", "config", "show"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr(token_));
  EXPECT_THAT(out_.text(), Not(HasSubstr("s3cret")));
}

TEST_F(ConfigTest, ShowsTheSameAsJson) {
  const nlohmann::json json = Shown({"--context", "dev"});
  EXPECT_EQ(json["file"], context_.usual_settings_file);
  EXPECT_EQ(json["context"], "dev");
  const nlohmann::json& timeout = json["settings"]["timeout"];
  EXPECT_EQ(timeout["value"], "2s");
  EXPECT_EQ(timeout["from"]["kind"], "context");
  EXPECT_EQ(timeout["from"]["name"], "dev");
  EXPECT_EQ(timeout["from"]["line"], 5);
  EXPECT_EQ(json["settings"]["server"]["from"], nlohmann::json({{"kind", "default"}}));
  EXPECT_EQ(json["settings"]["server"]["value"], "127.0.0.1:50051");
  EXPECT_TRUE(json["settings"]["token-file"]["value"].is_null());
}

TEST_F(ConfigTest, ListsTheContextsAndMarksTheOneInUse) {
  EXPECT_EQ(RunCommandLine({"config", "contexts", "--context", "dev"}), kExitYes);
  EXPECT_EQ(out_.text(), "* dev\n  prod\n");
}

TEST_F(ConfigTest, WithoutAFileThereAreNoContexts) {
  context_.usual_settings_file = "";
  EXPECT_EQ(RunCommandLine({"config", "contexts"}), kExitNo);
  EXPECT_THAT(err_.text(), HasSubstr("there is no settings file"));
}

TEST_F(ConfigTest, AloneItNamesItsCommands) {
  EXPECT_EQ(RunCommandLine({"config"}), kExitUsage);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall config show"));
}

}  // namespace
}  // namespace rollcall::cli
