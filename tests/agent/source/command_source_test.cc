// SPDX-License-Identifier: Apache-2.0
#include "agent/source/command_source.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/testing/source_events.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::agent {
namespace {

using Kind = SourceEvent::Kind;
using rollcall::testing::Eventually;
using rollcall::testing::SourceEvents;

CommandSourceOptions Every(absl::Duration every, std::string command) {
  return {.command = std::move(command), .every = every, .time_limit = absl::Seconds(20)};
}

TEST(CommandSourceTest, WhatTheCommandPrintsIsAStatus) {
  CommandSource source(Every(absl::Milliseconds(1), "echo status; echo first >&2; echo second >&2; echo >&2"));
  SourceEvents events(source);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(events.Comes(Kind::kStatus, "status\nstderr ends with: second"));
}

TEST(CommandSourceTest, AFailureIsReportedWithTheLastLineOfStderr) {
  CommandSource source(Every(absl::Hours(1), "echo status; echo first >&2; echo 'no engine' >&2; exit 3"));
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "ended with exit code 3; stderr ends with: no engine"));
}

TEST(CommandSourceTest, ASignalIsReported) {
  CommandSource source(Every(absl::Hours(1), "kill -TERM $$"));
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "was ended by signal 15"));
}

TEST(CommandSourceTest, ACommandThatPrintsTooMuchIsKilled) {
  CommandSource source(Every(absl::Hours(1), "yes"));
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "printed more than 1048576 bytes"));
}

TEST(CommandSourceTest, ACommandThatTakesTooLongIsKilledWithItsGroup) {
  const rollcall::testing::TemporaryFolder folder;
  CommandSourceOptions options = Every(absl::Hours(1), "sleep 1000 & echo $! >" + (folder / "pid") + "; wait");
  options.time_limit = absl::Seconds(3);
  CommandSource source(options);
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "took longer than 3s"));
  pid_t pid = 0;
  std::ifstream(folder / "pid") >> pid;
  ASSERT_GT(pid, 0);
  EXPECT_TRUE(Eventually([&] { return kill(pid, 0) != 0; }));
}

TEST(CommandSourceTest, StoppingKillsTheCommandAtOnce) {
  const rollcall::testing::TemporaryFolder folder;
  CommandSource source(Every(absl::Hours(1), "echo $$ >" + (folder / "pid") + "; sleep 1000"));
  SourceEvents events(source);
  pid_t pid = 0;
  ASSERT_TRUE(Eventually([&] { return std::ifstream(folder / "pid") >> pid && pid > 0; }));
  events.Stop();
  EXPECT_NE(kill(pid, 0), 0);
  EXPECT_EQ(events.count(), 0u);
}

// A process in the background keeps the pipe open.
TEST(CommandSourceTest, TheRunEndsWithTheShell) {
  CommandSource source(Every(absl::Hours(1), "sleep 1000 & echo status"));
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kStatus, "status"));
}

// rollcall-agent ignores SIGPIPE, and systemd's socket is for the agent alone.
TEST(CommandSourceTest, TheCommandHasNeitherTheAgentsSignalsNorItsSocket) {
  std::signal(SIGPIPE, SIG_IGN);
  setenv("NOTIFY_SOCKET", "/run/x", 1);
  CommandSource source(Every(absl::Hours(1), "echo [$NOTIFY_SOCKET] >&2; kill -PIPE $$"));
  SourceEvents events(source);
  EXPECT_TRUE(events.Comes(Kind::kFailed, "was ended by signal 13; stderr ends with: []"));
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace rollcall::agent
