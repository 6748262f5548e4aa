// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/check_transport.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/tls_server.h"

namespace rollcall::client {
namespace {

class CheckTransportTest : public ::testing::Test {
 protected:
  const rollcall::testing::TlsFolder folder_;
  const std::string token_ = folder_.Write("token", "s3cret\n");
};

TEST_F(CheckTransportTest, ATokenLeavesThisMachineOnlyWithTls) {
  const TransportOptions clear = {.token_file = token_};
  EXPECT_TRUE(CheckTransport(clear, {"127.0.0.1:1", "unix:/run/a", "localhost:1", "[::1]:1"}).ok());
  EXPECT_EQ(CheckTransport(clear, {"127.0.0.1:1", "example.org:1"}).message(),
            "the token would be sent in clear text to example.org:1; use TLS (--tls), or give no token");
  EXPECT_TRUE(CheckTransport({.tls = TlsOptions(), .token_file = token_}, {"example.org:1"}).ok());
}

TEST_F(CheckTransportTest, FilesAreRead) {
  EXPECT_TRUE(CheckTransport({.tls = TlsOptions{.ca_file = folder_.ca()}}, {"a:1"}).ok());
  EXPECT_FALSE(CheckTransport({.tls = TlsOptions{.ca_file = "/no/such"}}, {"a:1"}).ok());
  EXPECT_FALSE(CheckTransport({.token_file = "/no/such"}, {"127.0.0.1:1"}).ok());
}

}  // namespace
}  // namespace rollcall::client
