// SPDX-License-Identifier: Apache-2.0
// A wait over a scripted watch, on a manual clock.
#include "client/cli/commands/wait_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/terminal/output.h"
#include "client/lib/watch/resuming_watch.h"
#include "tests/client/cli/wait/wait_nodes.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::cli {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::HasSubstr;

std::vector<Expression> Parsed(const std::vector<std::string>& texts) {
  std::vector<Expression> expressions;
  for (const std::string& text : texts) expressions.push_back(*ParseExpression(text));
  return expressions;
}

class WaitLoopTest : public ::testing::Test {
 protected:
  // Adds a checkpoint to the script, `ms` after the start, if nothing is waited for in between. Its evidence is 100 ms
  // old. It is a snapshot, as the first message of each stream is.
  static v1::WatchStatusResponse At(int64_t ms, const std::vector<v1::NodeStatus>& nodes,
                                    v1::SourceState source = v1::SOURCE_STATE_CURRENT) {
    v1::WatchStatusResponse message = SnapshotOf(nodes, 9, "token");
    v1::Header& header = *message.mutable_checkpoint()->mutable_header();
    SetTime(Noon() + absl::Milliseconds(ms), header.mutable_answer_time());
    SetTime(Noon() + absl::Milliseconds(ms - 100), header.mutable_as_of_time());
    header.set_source_state(source);
    return message;
  }
  static Silence Ms(int64_t ms) { return {.length = absl::Milliseconds(ms)}; }

  ExitCode Run(WaitConditions conditions, std::vector<WatchStep> steps, absl::Duration timeout = absl::Seconds(60)) {
    servers_.AddWatch("a:1", std::move(steps));
    const absl::Duration connect_timeout = std::min(timeout, absl::Seconds(10));
    WaitLoop loop(std::move(conditions), timeout, connect_timeout, context_);
    client::WatchTimes times;
    times.connect_timeout = connect_timeout;
    v1::WatchStatusRequest request;
    request.mutable_heartbeat_interval()->set_seconds(1);
    client::ClusterWatch watch(std::make_unique<client::ResumingWatch>(
        std::vector<std::string>{"a:1"}, times, request, servers_, clock_, cancellation_, loop, [] { return 0.0; }));
    return loop.Run(watch);
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  StringOutput out_;
  StringOutput err_;
  CommandContext context_ = {.out = out_, .err = err_, .cancellation = cancellation_, .clock = clock_};
};

TEST_F(WaitLoopTest, AWaitOfASecondIsSilent) {
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, {At(0, {UpNode(1, 1)}), Ms(900), At(900, {UpNode(1, 1)})}), kExitYes);
  EXPECT_EQ(err_.text() + out_.text(), "");
}

TEST_F(WaitLoopTest, ALongerWaitSaysWhatForAndHowItEnded) {
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})},
                {At(0, {}), Ms(700), At(700, {DownNode(1, 1)}), Ms(2300), At(3000, {UpNode(1, 2)})}),
            kExitYes);
  EXPECT_EQ(err_.text(),
            "rollcall: waiting for up=1 (node 1: down)\n"
            "rollcall: up=1 (node 1: up) holds at revision 9, after 3 s\n");
  EXPECT_EQ(out_.text(), "");
}

TEST_F(WaitLoopTest, ItSpeaksOnceASecondAtMost) {
  std::vector<WatchStep> steps = {At(0, {})};
  for (int64_t ms = 100; ms <= 4000; ms += 100) {
    steps.emplace_back(Ms(100));
    steps.emplace_back(At(ms, {ms % 200 == 0 ? DownNode(1, ms) : Stale(UpNode(1, ms))}));
  }
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, std::move(steps), absl::Milliseconds(4050)), kExitTimeout);
  int lines = 0;
  for (const char character : err_.text()) lines += character == '\n' ? 1 : 0;
  EXPECT_GE(lines, 2);
  EXPECT_LE(lines, 5) << "four notices and the result:\n" << err_.text();
}

TEST_F(WaitLoopTest, TimeRunsOutWithTheCulprits) {
  EXPECT_EQ(
      Run({.all_of = Parsed({"up=1", "running=a"})}, {At(0, {}), Ms(500), At(500, {DownNode(1, 1)})}, absl::Seconds(4)),
      kExitTimeout);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: time ran out after 4s at revision 9; still waiting for up=1 (node 1: "
                                     "down) and running=a (0 nodes of 1 running it; node 1: down)\n"));
  EXPECT_EQ(clock_.Now() - Instant(Noon()), absl::Seconds(4)) << "a deadline is a deadline";
}

TEST_F(WaitLoopTest, WithoutATrustworthyCheckpointThereIsNoAnswer) {
  EXPECT_EQ(
      Run({.all_of = Parsed({"up=1"})},
          {At(0, {UpNode(1, 1)}), Ms(500), At(500, {UpNode(1, 1)}, v1::SOURCE_STATE_DISCONNECTED)}, absl::Seconds(4)),
      kExitNoAnswer);
  EXPECT_THAT(err_.text(),
              HasSubstr("rollcall: no trustworthy answer within 4s; still waiting for a trustworthy status "
                        "(no broker answers the server)\n"));
}

TEST_F(WaitLoopTest, UnlessEndsItAtOnce) {
  EXPECT_EQ(
      Run({.all_of = Parsed({"up=1"}), .unless = Parsed({"down=2"})}, {At(0, {}), Ms(500), At(500, {DownNode(2, 2)})}),
      kExitNo);
  EXPECT_EQ(err_.text(), "rollcall: --unless down=2 holds at revision 9 (node 2: down)\n");
}

TEST_F(WaitLoopTest, AnUnreachableServerIsNoAnswer) {
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, {absl::UnavailableError("connection refused")}, absl::Seconds(3)),
            kExitNoAnswer);
  EXPECT_THAT(err_.text(),
              HasSubstr("rollcall: no server could be reached: a:1 (connection refused); start rollcalld"));
}

TEST_F(WaitLoopTest, GoesOnAfterALostConnectionAndSaysSo) {
  servers_.AddWatch("a:1", {At(0, {}), Ms(500), At(500, {DownNode(1, 1)}), absl::UnavailableError("reset")});
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, {At(3000, {UpNode(1, 1)}), Ms(1000), At(4000, {UpNode(1, 1)})}),
            kExitYes);
  EXPECT_EQ(servers_.calls().size(), 2u);
  EXPECT_THAT(err_.text(), HasSubstr("up=1 (node 1: up) holds"));
}

TEST_F(WaitLoopTest, ALostConnectionIsWhatItWaitsFor) {
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})},
                {At(0, {}), Ms(500), At(500, {DownNode(1, 1)}), absl::UnavailableError("reset")}, absl::Seconds(5)),
            kExitTimeout);
  EXPECT_THAT(err_.text(), HasSubstr("rollcall: waiting for a server (lost the connection to a:1 (reset); trying to "
                                     "resume)\n"));
  EXPECT_THAT(err_.text(), HasSubstr("time ran out after 5s at revision 9; still waiting for a server (lost"));
}

TEST_F(WaitLoopTest, AWrongDigestDecidesNothing) {
  v1::WatchStatusResponse wrong = At(1000, {UpNode(1, 1)});
  wrong.mutable_checkpoint()->mutable_header()->set_digest(1);
  servers_.AddWatch("a:1", {At(0, {}), Ms(500), At(500, {DownNode(1, 1)}), Ms(500), wrong});
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, {At(3000, {DownNode(1, 1)})}, absl::Seconds(3)), kExitTimeout);
}

TEST_F(WaitLoopTest, ASnapshotInBetweenIsABreakForStable) {
  const WaitConditions conditions = {.all_of = Parsed({"up=1"}), .stable = absl::Seconds(2)};
  const auto later = [](int64_t ms) {
    v1::WatchStatusResponse message = At(ms, {UpNode(1, 1)});
    message.clear_snapshot_started();
    return message;
  };
  EXPECT_EQ(
      Run(conditions, {At(0, {UpNode(1, 1)}), Ms(1000), later(1000), Ms(1000), later(2000), Ms(1000), later(3000)},
          absl::Milliseconds(3500)),
      kExitYes);
  clock_ = ManualClock();
  EXPECT_EQ(
      Run(conditions,
          {At(0, {UpNode(1, 1)}), Ms(1000), later(1000), Ms(1000), At(2000, {UpNode(1, 1)}), Ms(1000), later(3000)},
          absl::Milliseconds(3500)),
      kExitTimeout);
}

TEST_F(WaitLoopTest, AnInterruptedWaitIsNotASuccess) {
  cancellation_.Cancel();
  EXPECT_EQ(Run({.all_of = Parsed({"up=1"})}, {At(0, {})}), kExitNoAnswer);
  EXPECT_EQ(err_.text(), "rollcall: interrupted; was still waiting for the first answer of a server\n");
}

}  // namespace
}  // namespace rollcall::cli
