// SPDX-License-Identifier: Apache-2.0
#include "agent/supervision/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/testing/notify_socket.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/waiting.h"

namespace rollcall::agent {
namespace {

using rollcall::testing::Eventually;
using rollcall::testing::NotifySocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SupervisorTest : public ::testing::Test {
 protected:
  SupervisorTest() { setenv("NOTIFY_SOCKET", socket_name_.c_str(), 1); }
  ~SupervisorTest() override {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
  }

  std::unique_ptr<Supervisor> Start(const SupervisionOptions& options = {}) {
    auto supervisor = Supervisor::Start(options);
    EXPECT_TRUE(supervisor.ok()) << supervisor.status();
    return supervisor.ok() ? *std::move(supervisor) : nullptr;
  }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string socket_name_ = folder_ / "notify";
  const std::string health_file_ = folder_ / "healthy";
  NotifySocket socket_{socket_name_};
};

TEST_F(SupervisorTest, SystemdLearnsOfEachChange) {
  const auto supervisor = Start();
  supervisor->SetHealth(absl::UnavailableError("no\nbroker"));
  EXPECT_EQ(socket_.Receive(), "STATUS=no broker\n");
  supervisor->SetHealth(absl::OkStatus());
  EXPECT_EQ(socket_.Receive(), "READY=1\nSTATUS=OK\n");
  supervisor->SetHealth(absl::UnavailableError("away"));
  EXPECT_EQ(socket_.Receive(), "STATUS=away\n");
  supervisor->SetHealth(absl::OkStatus());
  EXPECT_EQ(socket_.Receive(), "STATUS=OK\n") << "READY=1 comes once";
  supervisor->SetStopping();
  EXPECT_EQ(socket_.Receive(), "STOPPING=1\n");
}

TEST_F(SupervisorTest, WhatWasSetBeforeTheEndIsStillSent) {
  {
    const auto supervisor = Start();
    supervisor->SetHealth(absl::OkStatus());
    supervisor->SetStopping();
  }
  std::string all = socket_.Receive();
  if (all.find("STOPPING") == std::string::npos) all += socket_.Receive();
  EXPECT_THAT(all, AllOf(HasSubstr("READY=1"), HasSubstr("STOPPING=1")));
}

TEST_F(SupervisorTest, TheWatchdogIsFedAlsoWhileUnhealthy) {
  setenv("WATCHDOG_USEC", "20000", 1);
  const auto supervisor = Start();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(socket_.Receive(), "WATCHDOG=1\n");
}

TEST_F(SupervisorTest, ReadyIsSentAgainIfItWasLost) {
  setenv("WATCHDOG_USEC", "20000", 1);  // so that it is tried again soon
  unlink(socket_name_.c_str());
  const auto supervisor = Start({.health_file = health_file_, .metrics_listen = ""});
  supervisor->SetHealth(absl::OkStatus());
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(health_file_); }));
  NotifySocket late(socket_name_);
  std::string message = late.Receive();
  EXPECT_THAT(message, HasSubstr("READY=1"));
}

TEST_F(SupervisorTest, TheHealthFileExistsWhileHealthy) {
  auto supervisor = Start({.health_file = health_file_, .metrics_listen = ""});
  EXPECT_FALSE(std::filesystem::exists(health_file_));
  supervisor->SetHealth(absl::OkStatus());
  EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(health_file_); }));
  supervisor->SetHealth(absl::UnavailableError("x"));
  EXPECT_TRUE(Eventually([&] { return !std::filesystem::exists(health_file_); }));
  supervisor->SetHealth(absl::OkStatus());
  EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(health_file_); }));
  supervisor.reset();
  EXPECT_FALSE(std::filesystem::exists(health_file_));
}

TEST_F(SupervisorTest, TheMetricsHaveAnAddress) {
  EXPECT_EQ(Start()->metrics_address(), "");
  const auto supervisor = Start({.health_file = "", .metrics_listen = "127.0.0.1:0"});
  EXPECT_THAT(supervisor->metrics_address(), AllOf(HasSubstr("127.0.0.1:"), Not(HasSubstr(":0"))));
}

TEST_F(SupervisorTest, OptionsThatCannotBeUsedAreNamed) {
  EXPECT_EQ(Supervisor::Start({.health_file = "/no/such/folder/x", .metrics_listen = ""}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Supervisor::Start({.health_file = "", .metrics_listen = "x"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto first = Start({.health_file = "", .metrics_listen = "127.0.0.1:0"});
  EXPECT_EQ(Supervisor::Start({.health_file = "", .metrics_listen = first->metrics_address()}).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace rollcall::agent
