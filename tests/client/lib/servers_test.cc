// SPDX-License-Identifier: Apache-2.0
#include "client/lib/servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::client {
namespace {

using ::testing::ElementsAre;

TEST(Servers, AreReplicasInTheOrderGiven) {
  EXPECT_THAT(*ParseServers("b:2, a:1,unix:/run/rollcall.sock,[::1]:50051,b:2"),
              ElementsAre("b:2", "a:1", "unix:/run/rollcall.sock", "[::1]:50051"));
}

TEST(Servers, NamesTheEntryThatCannotBeOne) {
  for (const char* bad : {"", "a", "a:", ":1", "a:0", "a:65536", "a:x", "::1:50051", "unix:", "a:1,,b:2"}) {
    const auto servers = ParseServers(bad);
    ASSERT_FALSE(servers.ok()) << bad;
    EXPECT_THAT(std::string(servers.status().message()), ::testing::HasSubstr("is no server address")) << bad;
  }
}

}  // namespace
}  // namespace rollcall::client
