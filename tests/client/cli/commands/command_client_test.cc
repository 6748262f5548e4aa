// SPDX-License-Identifier: Apache-2.0
// What a command says while it waits for a listing, and when it stops to wait.
#include "client/cli/commands/command_client.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/scripted_stub.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests

class CommandClientTest : public ProgramFixture {};

TEST_F(CommandClientTest, ALongWaitSaysForWhatAndWhy) {
  service_.FailNodes(ServerError(grpc::StatusCode::UNAVAILABLE, "CATCHING_UP", "reading", absl::Seconds(3)));
  service_.AnswerNodes(ListingOf({}, 7));
  EXPECT_EQ(Run({"list", "--timeout", "1h", "--format", "ndjson"}), kExitYes);
  EXPECT_EQ(err_.text(), absl::StrCat("rollcall: waiting for an answer from ", service_.address(),
                                      " (at most 1h): ", service_.address(), " (reading (CATCHING_UP))\n"));
}

TEST_F(CommandClientTest, AllListingsTogetherHaveTheTimeLimit) {
  ManualClock clock;
  ScriptedServers servers(clock);
  std::vector<absl::Duration> timeouts;
  servers.on_list_nodes = [&](const std::string&, absl::Duration timeout, v1::ListNodesResponse& response) {
    timeouts.push_back(timeout);
    clock.AdvanceTo(clock.Now() + absl::Seconds(2));
    response = ListingOf({}, 7);
    return absl::OkStatus();
  };
  CommandContext context = {.out = out_, .err = err_, .cancellation = cancellation_, .clock = clock};
  const ConnectionOptions connection = {.servers = "a:1", .timeout = absl::Seconds(5), .transport = {}};
  CommandClient client(connection, servers, context);
  EXPECT_TRUE(client.ListNodes({}).ok());
  EXPECT_TRUE(client.client().ListNodes({}).ok());
  EXPECT_EQ(timeouts, (std::vector<absl::Duration>{absl::Seconds(5), absl::Seconds(3)}));
}

}  // namespace
}  // namespace rollcall::cli
