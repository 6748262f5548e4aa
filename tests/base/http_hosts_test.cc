// SPDX-License-Identifier: Apache-2.0
#include "base/http_hosts.h"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(HttpHostsTest, OnLoopbackOnlyItsNamesAreAllowed) {
  for (const char* listen : {"127.0.0.1:9464", "[::1]:9464", "localhost:0"}) {
    const HttpHosts hosts(listen, {});
    for (const char* host : {"localhost", "localhost:9464", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:80", ""}) {
      EXPECT_TRUE(hosts.Allows(host)) << host;
    }
    for (const char* host : {"evil.example", "evil.example:9464", "::1", "0.0.0.0", "localhost.", "127.0.0.1@evil",
                             "unix:", "unix:/x", ":", ":80", "[evil.example]:80"}) {
      EXPECT_FALSE(hosts.Allows(host)) << host;
    }
  }
}

TEST(HttpHostsTest, BeyondLoopbackEveryNameIsUnlessSomeAreNamed) {
  EXPECT_TRUE(HttpHosts("0.0.0.0:9464", {}).Allows("any.example"));
  const HttpHosts named("0.0.0.0:9464", {"Status.example"});
  EXPECT_TRUE(named.Allows("status.EXAMPLE:80"));
  EXPECT_FALSE(named.Allows("any.example"));
  EXPECT_FALSE(named.Allows("localhost"));
}

TEST(HttpHostsTest, WithoutARuleEveryNameIsAllowed) { EXPECT_TRUE(HttpHosts().Allows("any.example")); }

TEST(HttpHostsTest, ANameHasNoPort) {
  EXPECT_TRUE(CheckHostName("status.example").ok());
  for (const char* name : {"", "status.example:80", "http://status.example", "a b"}) {
    EXPECT_EQ(CheckHostName(name).code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace rollcall
