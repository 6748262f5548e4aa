// SPDX-License-Identifier: Apache-2.0
#include "client/flags/transport_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/settings.h"
#include "tests/testing/tls_server.h"

namespace rollcall::client {
namespace {

using ::testing::HasSubstr;

class TransportFlagsTest : public ::testing::Test {
 protected:
  TransportFlagsTest() { AddTransportFlags(app_, flags_); }
  ~TransportFlagsTest() override {
    for (const char* name : {"ROLLCALL_TLS", "ROLLCALL_TLS_CA", "ROLLCALL_TLS_SKIP_VERIFY"}) unsetenv(name);
  }

  void Parse(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"asker"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    ASSERT_FALSE(ParseSettings(app_, static_cast<int>(argv.size()), argv.data()).has_value());
  }
  bool UsesTls() const { return ToTransportOptions(flags_).tls.has_value(); }
  std::string Error(const std::string& servers = "127.0.0.1:1") const {
    return std::string(CheckTransportFlags(flags_, servers).message());
  }

  const rollcall::testing::TlsFolder folder_;
  CLI::App app_{"", "asker"};
  TransportFlags flags_;
};

TEST_F(TransportFlagsTest, WithoutAFlagThereIsNoTls) {
  Parse({});
  EXPECT_FALSE(UsesTls());
  EXPECT_EQ(Error("example.org:1"), "");
}

TEST_F(TransportFlagsTest, SayWhatToDo) {
  Parse({"--tls", "--tls-ca", "a", "--tls-cert", "b", "--tls-key", "c", "--tls-server-name", "d", "--tls-skip-verify",
         "--token-file", "e"});
  const TransportOptions options = ToTransportOptions(flags_);
  ASSERT_TRUE(options.tls.has_value());
  EXPECT_EQ(options.tls->ca_file, "a");
  EXPECT_EQ(options.tls->certificate_file, "b");
  EXPECT_EQ(options.tls->key_file, "c");
  EXPECT_EQ(options.tls->server_name, "d");
  EXPECT_EQ(options.tls->verification, TlsOptions::Verification::kNone);
  EXPECT_EQ(options.token_file, "e");
}

TEST_F(TransportFlagsTest, TlsAloneTrustsTheSystem) {
  Parse({"--tls"});
  ASSERT_TRUE(UsesTls());
  EXPECT_EQ(ToTransportOptions(flags_).tls->ca_file, "");
  EXPECT_EQ(ToTransportOptions(flags_).tls->verification, TlsOptions::Verification::kServerCertificate);
}

TEST_F(TransportFlagsTest, EachOtherFlagOfTlsImpliesIt) {
  for (std::string TransportFlags::*flag : {&TransportFlags::tls_ca, &TransportFlags::tls_cert,
                                            &TransportFlags::tls_key, &TransportFlags::tls_server_name}) {
    flags_ = {};
    flags_.*flag = "x";
    EXPECT_TRUE(UsesTls());
  }
  flags_ = {.tls_skip_verify = true};
  EXPECT_TRUE(UsesTls());
  flags_ = {.token_file = "x"};
  EXPECT_FALSE(UsesTls());
}

TEST_F(TransportFlagsTest, TlsCanBeTurnedOffAgain) {
  setenv("ROLLCALL_TLS_CA", folder_.ca().c_str(), 1);
  Parse({"--tls=false"});
  EXPECT_EQ(flags_.tls_ca, folder_.ca());
  EXPECT_FALSE(UsesTls());
}

TEST_F(TransportFlagsTest, CanComeFromTheEnvironment) {
  setenv("ROLLCALL_TLS", "true", 1);
  setenv("ROLLCALL_TLS_SKIP_VERIFY", "true", 1);
  Parse({});
  EXPECT_TRUE(UsesTls());
  EXPECT_TRUE(flags_.tls_skip_verify);
}

TEST_F(TransportFlagsTest, CanComeFromTheSettingsFile) {
  const std::string settings = folder_.Write("rollcall.toml", "[asker]\ntls = true\ntoken-file = \"/a\"\n");
  Parse({"--config", settings});
  EXPECT_TRUE(UsesTls());
  EXPECT_EQ(flags_.token_file, "/a");
}

TEST_F(TransportFlagsTest, TheSettingsFileCanTurnTlsOff) {
  const std::string settings = folder_.Write("rollcall.toml", "[asker]\ntls = false\ntls-ca = \"/a\"\n");
  Parse({"--config", settings});
  EXPECT_FALSE(UsesTls());
}

TEST_F(TransportFlagsTest, FlagsThatDoNotAgreeAreNamed) {
  flags_ = {.tls_cert = "a"};
  EXPECT_THAT(Error(), HasSubstr("--tls-cert needs --tls-key"));
  flags_ = {.tls_key = "a"};
  EXPECT_THAT(Error(), HasSubstr("--tls-key needs --tls-cert"));
  flags_ = {.tls_ca = "a", .tls_skip_verify = true};
  EXPECT_THAT(Error(), HasSubstr("--tls-ca has no use with --tls-skip-verify"));
  flags_.tls = false;
  EXPECT_EQ(Error(), "");
}

TEST_F(TransportFlagsTest, FilesAndServersAreChecked) {
  flags_ = {.tls_ca = "/no/such"};
  EXPECT_EQ(Error(), "cannot read /no/such: No such file or directory");
  flags_ = {.token_file = folder_.Write("token", "s3cret")};
  EXPECT_EQ(Error(), "");
  EXPECT_THAT(Error("127.0.0.1:1,example.org:1"), HasSubstr("in clear text to example.org:1; use TLS (--tls)"));
  flags_.tls = true;
  EXPECT_EQ(Error("example.org:1"), "");
}

}  // namespace
}  // namespace rollcall::client
