// SPDX-License-Identifier: Apache-2.0
#include "client/flags/proxy_variables.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace rollcall::client {
namespace {

class ProxyVariablesTest : public ::testing::Test {
 protected:
  ProxyVariablesTest() { Clear(); }
  ~ProxyVariablesTest() override { Clear(); }

  static void Clear() {
    for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy", "no_grpc_proxy", "no_proxy", "NO_PROXY"}) {
      unsetenv(name);
    }
  }
  static void Set(const char* name, const char* value) { setenv(name, value, 1); }
};

TEST_F(ProxyVariablesTest, NoneIsSet) { EXPECT_EQ(ProxyOfEnvironment().url, ""); }

TEST_F(ProxyVariablesTest, TheMostSpecificOneWins) {
  Set("http_proxy", "http://c");
  EXPECT_EQ(ProxyOfEnvironment().url, "http://c");
  Set("https_proxy", "http://b");
  EXPECT_EQ(ProxyOfEnvironment().source, "https_proxy");
  Set("grpc_proxy", "");
  EXPECT_EQ(ProxyOfEnvironment().url, "") << "an empty value turns the others off";
}

TEST_F(ProxyVariablesTest, ExceptionsHaveEitherCase) {
  Set("NO_PROXY", "c");
  EXPECT_EQ(ProxyOfEnvironment().exceptions, "c");
  Set("no_proxy", "b");
  EXPECT_EQ(ProxyOfEnvironment().exceptions, "b");
  Set("no_grpc_proxy", "a");
  EXPECT_EQ(ProxyOfEnvironment().exceptions, "a");
}

}  // namespace
}  // namespace rollcall::client
