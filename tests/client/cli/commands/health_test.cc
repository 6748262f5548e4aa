// SPDX-License-Identifier: Apache-2.0
// `rollcall health` against scripted servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;
using ::testing::StartsWith;
using HealthStatus = grpc::health::v1::HealthCheckResponse;

class HealthCommandTest : public ProgramFixture {
 protected:
  HealthCommandTest() { service_.AnswerNodes(ListingOf({UpNode(1, 1), DownNode(2, 2)}, 2)); }

  std::string ThisAndAnUnusedAddress() const { return absl::StrCat(kUnusedAddress, ",", service_.address()); }
};

TEST_F(HealthCommandTest, AHealthyServerIsZero) {
  EXPECT_EQ(Run({"health"}), kExitYes);
  EXPECT_THAT(out_.text(), StartsWith(absl::StrCat("Server:              ", service_.address(),
                                                   "\nHealth:              serving\nServer id:           unknown\n")));
  EXPECT_THAT(out_.text(), HasSubstr("\nSource:              current since "));
  EXPECT_THAT(out_.text(), HasSubstr("Nodes:               2: 1 up, 1 down\n"));
  EXPECT_THAT(out_.text(), HasSubstr("Client:              rollcall "));
  EXPECT_EQ(err_.text(), "");
}

TEST_F(HealthCommandTest, AServerThatDoesNotServeIsOne) {
  service_.health().Set(HealthStatus::NOT_SERVING);
  EXPECT_EQ(Run({"health"}), kExitNo);
  EXPECT_THAT(out_.text(), HasSubstr("Problem:             its health service says NOT_SERVING\n"));
}

TEST_F(HealthCommandTest, AServerThatIsNotReadyIsOneAtOnce) {
  FakeStatusService catching_up;
  catching_up.health().Set(HealthStatus::NOT_SERVING);
  catching_up.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "reading the topic", absl::Hours(1)));
  EXPECT_EQ(RunAt(catching_up.address(), {"health"}), kExitNo);
  EXPECT_THAT(out_.text(), HasSubstr("Problem:  reading the topic (CATCHING_UP)\n"));
  EXPECT_EQ(catching_up.list_requests().size(), 1u);
}

TEST_F(HealthCommandTest, AServerThatIsNotReachedIsFour) {
  EXPECT_EQ(RunAt(kUnusedAddress, {"health"}), kExitNoAnswer);
  EXPECT_EQ(out_.text(), "");
  EXPECT_THAT(err_.text(), StartsWith("rollcall: no server could be reached: 127.0.0.1:1 (connection refused)"));
}

TEST_F(HealthCommandTest, EachReplicaHasARowAndOneIsEnough) {
  EXPECT_EQ(RunAt(ThisAndAnUnusedAddress(), {"health"}), kExitYes);
  EXPECT_THAT(out_.text(), HasSubstr("\n  127.0.0.1:1 "));
  EXPECT_THAT(out_.text(), HasSubstr(absl::StrCat("\n  ", service_.address(), "  serving    current ")));
}

TEST_F(HealthCommandTest, WithAllTheWorstReplicaCounts) {
  EXPECT_EQ(RunAt(ThisAndAnUnusedAddress(), {"health", "--all"}), kExitNoAnswer);
}

TEST_F(HealthCommandTest, JsonIsWrittenWhateverTheAnswer) {
  EXPECT_EQ(RunAt(kUnusedAddress, {"health", "-o", "json"}), kExitNoAnswer);
  EXPECT_EQ(nlohmann::json::parse(out_.text())["servers"][0]["verdict"], "noAnswer");
  EXPECT_EQ(err_.text(), "");
}

}  // namespace
}  // namespace rollcall::cli
