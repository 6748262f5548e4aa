// SPDX-License-Identifier: Apache-2.0
#include "base/systemd_notifier.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/testing/notify_socket.h"

namespace rollcall {
namespace {

TEST(SystemdNotifierTest, SendsToAPath) {
  const std::string path = ::testing::TempDir() + "notify_path." + std::to_string(getpid());
  testing::NotifySocket socket(path);
  EXPECT_TRUE(SystemdNotifier(path).Send("READY=1\nSTATUS=OK\n").ok());
  EXPECT_EQ(socket.Receive(), "READY=1\nSTATUS=OK\n");
  unlink(path.c_str());
}

TEST(SystemdNotifierTest, SendsToAnAbstractSocket) {
  const std::string name = "@rollcall_notify." + std::to_string(getpid());
  testing::NotifySocket socket(name);
  EXPECT_TRUE(SystemdNotifier(name).Send("WATCHDOG=1").ok());
  EXPECT_EQ(socket.Receive(), "WATCHDOG=1");
}

TEST(SystemdNotifierTest, WithoutASocketNothingIsSent) { EXPECT_TRUE(SystemdNotifier("").Send("READY=1").ok()); }

TEST(SystemdNotifierTest, ASocketThatCannotBeUsedIsNamed) {
  for (const std::string& name : {std::string("relative"), std::string("/no/such/socket"), std::string(200, '@')}) {
    const absl::Status status = SystemdNotifier(name).Send("READY=1");
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << name;
    EXPECT_NE(std::string(status.message()).find(name), std::string::npos) << status;
  }
}

TEST(WatchdogIntervalTest, IsForTheProcessThatSystemdNames) {
  EXPECT_EQ(WatchdogInterval("30000000", nullptr, 7), absl::Seconds(30));
  EXPECT_EQ(WatchdogInterval("30000000", "7", 7), absl::Seconds(30));
  EXPECT_EQ(WatchdogInterval("30000000", "8", 7), std::nullopt);
  EXPECT_EQ(WatchdogInterval("30000000", "x", 7), std::nullopt);
}

TEST(WatchdogIntervalTest, ThereIsNoneWithoutATime) {
  for (const char* usec : {"", "0", "-1", "x"}) EXPECT_EQ(WatchdogInterval(usec, nullptr, 7), std::nullopt) << usec;
  EXPECT_EQ(WatchdogInterval(nullptr, nullptr, 7), std::nullopt);
}

}  // namespace
}  // namespace rollcall
