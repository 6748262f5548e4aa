// SPDX-License-Identifier: Apache-2.0
#include "server/security_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rollcall {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kLocal[] = "127.0.0.1:50051";
constexpr char kPublic[] = "0.0.0.0:50051";

class SecurityOptionsTest : public ::testing::Test {
 protected:
  // What CheckSecurityOptions says of this command line; "" if nothing.
  std::string Check(const std::vector<std::string>& arguments, const std::string& listen = kLocal) {
    options_ = SecurityOptions();
    CLI::App app;
    DefineSecurityOptions(app, options_);
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the end
    const absl::Status status = CheckSecurityOptions(options_, listen);
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }

  bool IsAccepted(const std::vector<std::string>& arguments) {
    try {
      return Check(arguments).empty();
    } catch (const CLI::ParseError&) {
      return false;
    }
  }

  SecurityOptions options_;
};

TEST_F(SecurityOptionsTest, WithoutTlsOnlyThisMachineIsServed) {
  for (const std::string listen : {kLocal, "[::1]:1", "localhost:1", "unix:/run/rollcall.socket"}) {
    EXPECT_EQ(Check({}, listen), "");
  }
  for (const std::string listen : {kPublic, "[::]:1", "10.0.0.1:1", "rollcall.example:1"}) {
    EXPECT_THAT(Check({}, listen), AllOf(HasSubstr("--listen " + listen), HasSubstr("--tls-cert and --tls-key"),
                                         HasSubstr("--insecure-listen")));
    EXPECT_EQ(Check({"--insecure-listen"}, listen), "");
    EXPECT_EQ(Check({"--tls-cert", "a", "--tls-key", "b"}, listen), "");
  }
}

TEST_F(SecurityOptionsTest, TokensAreNotSentInTheClear) {
  EXPECT_EQ(Check({"--token-file", "t"}), "");
  EXPECT_EQ(Check({"--token-file", "t"}, "unix:/run/rollcall.socket"), "");
  EXPECT_EQ(Check({"--token-file", "t", "--tls-cert", "a", "--tls-key", "b"}, kPublic), "");
  EXPECT_THAT(Check({"--token-file", "t"}, kPublic), HasSubstr("--token-file"));
  EXPECT_THAT(Check({"--token-file", "t", "--insecure-listen"}, kPublic), HasSubstr("--token-file"));
}

TEST_F(SecurityOptionsTest, CertificateAndKeyBelongTogether) {
  EXPECT_THAT(Check({"--tls-cert", "a"}), HasSubstr("--tls-cert needs --tls-key"));
  EXPECT_THAT(Check({"--tls-key", "b"}), HasSubstr("--tls-key needs --tls-cert"));
  EXPECT_EQ(Check({"--tls-cert", "a", "--tls-key", "b", "--tls-client-ca", "c"}), "");
  EXPECT_EQ(options_.tls.certificate + options_.tls.key + options_.tls.client_ca, "abc");
}

TEST_F(SecurityOptionsTest, ClientsAreNamedByCertificates) {
  EXPECT_THAT(Check({"--tls-client-ca", "c"}), HasSubstr("--tls-client-ca needs TLS"));
  EXPECT_THAT(Check({"--tls-cert", "a", "--tls-key", "b", "--allow-identity", "x"}),
              HasSubstr("--allow-identity needs --tls-client-ca"));
  EXPECT_EQ(Check({"--tls-cert", "a", "--tls-key", "b", "--tls-client-ca", "c", "--allow-identity", "x, spiffe://y",
                   "--allow-identity", "z"}),
            "");
  EXPECT_THAT(options_.access.identities, ElementsAre("x", "spiffe://y", "z"));
}

// Such as that of a variable of the shell that is not set. It must not mean that everybody may call.
TEST_F(SecurityOptionsTest, AnEmptyValueIsRefused) {
  for (const std::string names : {"", " ", ",", " , "}) {
    EXPECT_FALSE(IsAccepted({"--tls-cert", "a", "--tls-key", "b", "--tls-client-ca", "c", "--allow-identity", names}));
  }
  for (const std::string option : {"--tls-cert", "--tls-key", "--tls-client-ca", "--token-file"}) {
    EXPECT_FALSE(IsAccepted({option, ""})) << option;
  }
}

TEST_F(SecurityOptionsTest, TheSocketsModeIsOctal) {
  EXPECT_EQ(Check({}), "");
  EXPECT_EQ(options_.unix_socket_mode, 0600U);
  for (const std::string mode : {"0660", "660"}) {
    EXPECT_EQ(Check({"--unix-socket-mode", mode}), "");
    EXPECT_EQ(options_.unix_socket_mode, 0660U);
  }
  for (const std::string mode : {"", "66", "0680", "1777", "rw-------", "0o660", "-660"}) {
    EXPECT_THROW(Check({"--unix-socket-mode=" + mode}), CLI::ParseError) << mode;
  }
}

TEST_F(SecurityOptionsTest, ReflectionIsOnUnlessTurnedOff) {
  EXPECT_EQ(Check({}), "");
  EXPECT_FALSE(options_.no_reflection);
  EXPECT_EQ(Check({"--no-reflection"}), "");
  EXPECT_TRUE(options_.no_reflection);
}

}  // namespace
}  // namespace rollcall
