// SPDX-License-Identifier: Apache-2.0
// `--watch` of `list` and `nodes`.
#include "client/cli/commands/watch_handover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/exit_code.h"
#include "tests/client/cli/commands/program_fixture.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WatchArgumentsTest, AskTheSame) {
  ListingOptions options;
  EXPECT_THAT(*WatchArguments(options), ElementsAre("watch"));
  options.request.filter.add_node_ids(-3);
  options.request.filter.add_node_ids(4);
  options.request.filter.add_names("a*");
  options.request.filter.add_names("-b");
  options.request.filter.add_input_topics("t");
  options.request.min_revision = 7;
  options.output.format = "json";
  ASSERT_TRUE(options.states.Add("invalid,up").ok());
  EXPECT_THAT(*WatchArguments(options), ElementsAre("watch", "--node=-3,4", "--name=a*", "--name=-b", "--topic=t",
                                                    "--state=up,invalid", "--min-revision=7", "--format=ndjson"));
}

TEST(WatchArgumentsTest, RefuseWhatAWatchCannotAsk) {
  ListingOptions stale;
  ASSERT_TRUE(stale.states.Add("stale").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(WatchArguments(stale).status()));
  ListingOptions current;
  current.freshness.source = Requirement::kCurrentSource;
  EXPECT_TRUE(absl::IsInvalidArgument(WatchArguments(current).status()));
}

class WatchHandoverTest : public ProgramFixture {};

TEST_F(WatchHandoverTest, WatchesWithTheSameFilterAndServer) {
  service_.Send(SnapshotOf(RfcNodes(), 13, "token"));
  service_.Break(ServerError(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "the end of this test"));
  EXPECT_EQ(Run({"list", "-w", "--node", "1-3", "--name", "name_*"}), kExitNoAnswer);
  EXPECT_THAT(out_.text(), HasSubstr("\"type\":\"synced\""));
  const v1::WatchStatusRequest request = service_.watch_requests().at(0);
  EXPECT_THAT(request.filter().node_ids(), ElementsAre(1, 2, 3));
  EXPECT_THAT(request.filter().names(), ElementsAre("name_*"));
  EXPECT_TRUE(service_.list_requests().empty());
}

TEST_F(WatchHandoverTest, OptionsForTablesDoNotGoWithIt) {
  for (const char* option : {"--columns=name", "--sort=name", "--no-headers", "--no-trunc", "-q", "--exit-code",
                             "--output=wide", "--state=stale", "--max-staleness=1s", "--by=name"}) {
    EXPECT_EQ(Run({"list", "--watch", option}), kExitUsage) << option;
  }
}

}  // namespace
}  // namespace rollcall::cli
