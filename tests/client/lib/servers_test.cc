// SPDX-License-Identifier: Apache-2.0
// A list of servers is parsed and checked.
#include "rollcall/client/servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rollcall::client {
namespace {

using ::testing::ElementsAre;

TEST(ServersTest, AreReplicasInTheOrderGiven) {
  EXPECT_THAT(*ParseServers("b:2, a:1,unix:/run/rollcall.sock,[::1]:50051,b:2"),
              ElementsAre("b:2", "a:1", "unix:/run/rollcall.sock", "[::1]:50051"));
}

TEST(ServersTest, NamesTheEntryThatIsNotAnAddress) {
  for (const char* bad : {"", "a", "a:", ":1", "a:0", "a:65536", "a:x", "::1:50051", "unix:", "a:1,,b:2"}) {
    const auto servers = ParseServers(bad);
    ASSERT_FALSE(servers.ok()) << bad;
    EXPECT_THAT(std::string(servers.status().message()), ::testing::HasSubstr("is not a server address")) << bad;
  }
}

TEST(ServersTest, OnlyTheLoopbackInterfaceIsThisMachine) {
  for (const char* here : {"unix:/run/rollcall.sock", "127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"}) {
    EXPECT_TRUE(IsOnThisMachine(here)) << here;
  }
  for (const char* elsewhere :
       {"127.0.0.1.example:1", "127.example:1", "localhost.example:1", "10.0.0.1:1", "[::2]:1"}) {
    EXPECT_FALSE(IsOnThisMachine(elsewhere)) << elsewhere;
  }
}

}  // namespace
}  // namespace rollcall::client
