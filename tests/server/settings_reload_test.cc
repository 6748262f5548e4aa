// SPDX-License-Identifier: Apache-2.0
#include "server/settings_reload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/testing/temporary_folder.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;

class SettingsReloadTest : public ::testing::Test {
 protected:
  // A server starts with this section of its settings file.
  void Start(const std::string& section) {
    Write(section);
    ServerOptions options;
    CLI::App app("", "rollcalld");
    DefineOptions(app, options);
    const std::vector<std::string> arguments = {"rollcalld", "--brokers", "127.0.0.1:1", "--config", file_};
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    LoadedSettings loaded;
    const absl::Status parsed = TryParseSettings(app, static_cast<int>(argv.size()), argv.data(), {}, loaded);
    ASSERT_TRUE(parsed.ok()) << parsed;
    reload_ = std::make_unique<SettingsReload>(arguments, options, ValuesOf(app, loaded));
  }
  void Write(const std::string& section) { std::ofstream(file_) << "[rollcalld]\n" << section; }

  // What is taken over if the file is this.
  SettingsReload::Result ReadWith(const std::string& section) {
    Write(section);
    const absl::StatusOr<SettingsReload::Result> result = reload_->Read();
    EXPECT_TRUE(result.ok()) << result.status();
    return *result;
  }

  const testing::TemporaryFolder folder_;
  const std::string file_ = folder_ / "rollcalld.toml";
  std::unique_ptr<SettingsReload> reload_;
};

// Every option that counts as reloadable is really taken over.
TEST_F(SettingsReloadTest, TakesOverEachReloadableSetting) {
  const std::string tls = "tls-cert = 'c'\ntls-key = 'k'\ntls-client-ca = 'a'\n";
  Start(tls);
  const SettingsReload::Result result = ReadWith(
      "tls-cert = 'c2'\ntls-key = 'k2'\ntls-client-ca = 'a2'\nallow-identity = 'me'\ntoken-file = 't'\ndrain = '3s'\n"
      "log-level = 'error'\nmax-calls-per-peer = 1\nmax-connections = 2\nmax-connections-per-peer = 3\n"
      "max-unsent-bytes = 1048577\nmax-watchers = 4\n");
  EXPECT_EQ(result.taken.size(), 12u);
  EXPECT_TRUE(result.waiting.empty());
  const ServerOptions& options = result.options;
  EXPECT_EQ(options.security.tls.certificate, "c2");
  EXPECT_EQ(options.security.tls.key, "k2");
  EXPECT_EQ(options.security.tls.client_ca, "a2");
  EXPECT_EQ(options.security.access.identities, std::vector<std::string>{"me"});
  EXPECT_EQ(options.security.access.token_file, "t");
  EXPECT_EQ(options.drain, absl::Seconds(3));
  EXPECT_EQ(options.log_level, "error");
  EXPECT_EQ(options.rpc_limits.max_calls_per_peer, 1u);
  EXPECT_EQ(options.rpc_limits.max_connections, 2u);
  EXPECT_EQ(options.rpc_limits.max_connections_per_peer, 3u);
  EXPECT_EQ(options.rpc_limits.max_unsent_bytes, 1048577);
  EXPECT_EQ(options.watch_limits.max_watchers, 4);
}

TEST_F(SettingsReloadTest, LeavesTheOthersAsTheyAre) {
  Start("threads = 1\n");
  const SettingsReload::Result result = ReadWith("threads = 2\nmax-watchers = 4\n");
  ASSERT_EQ(result.waiting.size(), 1u);
  EXPECT_EQ(result.waiting[0].name, "threads");
  EXPECT_EQ(result.options.threads, 1);
  EXPECT_EQ(result.options.watch_limits.max_watchers, 4);
}

TEST_F(SettingsReloadTest, WhatWaitsIsNamedUntilTheRestart) {
  Start("threads = 1\nmax-watchers = 3\n");
  for (int i = 0; i < 2; ++i) {
    const SettingsReload::Result result = ReadWith("threads = 2\nmax-watchers = 4\n");
    EXPECT_EQ(result.waiting.size(), 1u);
    EXPECT_EQ(result.taken.size(), i == 0 ? 1u : 0u);
    reload_->Keep(result);
  }
  EXPECT_EQ(reload_->options().watch_limits.max_watchers, 4);
}

TEST_F(SettingsReloadTest, NeitherTurnsTlsOnNorOff) {
  Start("");
  SettingsReload::Result result = ReadWith("tls-cert = 'c'\ntls-key = 'k'\n");
  EXPECT_EQ(result.waiting.size(), 2u);
  EXPECT_EQ(result.options.security.tls.certificate, "");
  Start("tls-cert = 'c'\ntls-key = 'k'\n");
  result = ReadWith("");
  EXPECT_EQ(result.waiting.size(), 2u);
  EXPECT_EQ(result.options.security.tls.certificate, "c");
}

// The file alone would be right, but not together with what does not change.
TEST_F(SettingsReloadTest, ChecksWhatWouldBeInForce) {
  Start("");
  Write("tls-cert = 'c'\ntls-key = 'k'\ntls-client-ca = 'a'\nallow-identity = 'me'\n");
  EXPECT_THAT(std::string(reload_->Read().status().message()), HasSubstr("--allow-identity needs --tls-client-ca"));
}

TEST_F(SettingsReloadTest, AWrongFileIsNamedWithItsLine) {
  Start("");
  Write("max-watchers = 4\nthreads = 0\n");
  EXPECT_THAT(std::string(reload_->Read().status().message()), HasSubstr(file_ + ":3: threads"));
}

}  // namespace
}  // namespace rollcall
