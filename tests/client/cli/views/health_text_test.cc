// SPDX-License-Identifier: Apache-2.0
#include "client/cli/views/health_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/client/cli/views/health_fixture.h"

namespace rollcall::cli {
namespace {

using ::testing::HasSubstr;

TEST(HealthTextTest, DescribesAServer) {
  EXPECT_EQ(HealthText(HealthyServer(), "rollcall 1.2.3"),
            R"(Server:              10.0.0.1:50051
Health:              serving
Server id:           replica-1
Server version:      1.2.4
Source:              current since 2026-03-01T11:00:00Z
Evidence:            0.5 s old
Topic:               coprocessor_status_topic (Kafka cluster cluster)
Revision:            3
Nodes:               3: 2 up, 1 down
Records of no node:  0
Client:              rollcall 1.2.3, API rollcall.v1
)");
}

TEST(HealthTextTest, SaysWhatIsWrongRightAfterTheHealth) {
  EXPECT_THAT(HealthText(CatchingUpServer(), "rollcall 1.2.3"),
              HasSubstr("Health:   not serving\nProblem:  reading the topic (CATCHING_UP)\n"));
}

TEST(HealthTableTest, HasARowForEachServer) {
  EXPECT_EQ(HealthTable({HealthyServer(), DisconnectedServer(), UnreachedServer(), CatchingUpServer()}),
            "  SERVER          HEALTH       SOURCE        EVIDENCE  REVISION  UP  DOWN  OTHER  INVALID  STALE  ID      "
            "   VERSION  PROBLEM\n"
            "  10.0.0.1:50051  serving      current       0.5 s     3         2   1     0      0        0      "
            "replica-1  1.2.4\n"
            "  10.0.0.2:50051  serving      disconnected  0.5 s     3         2   1     0      0        0      unknown "
            "   unknown  "
            "STALE 0.5 s: no broker answers the server since 2026-03-01T11:00:00Z; what is shown was true at "
            "2026-03-01T11:59:59Z\n"
            "  10.0.0.3:50051  no answer    -             -         -         -   -     -      -        -      -       "
            "   -        "
            "connection refused\n"
            "  10.0.0.4:50051  not serving  -             -         -         -   -     -      -        -      -       "
            "   -        reading "
            "the topic (CATCHING_UP)\n");
}

TEST(HealthJsonTest, HasEachServer) {
  const nlohmann::json json = nlohmann::json::parse(HealthJson({HealthyServer(), UnreachedServer()}, "rollcall 1.2.3"));
  EXPECT_EQ(json["client"], "rollcall 1.2.3");
  const nlohmann::json& healthy = json["servers"][0];
  EXPECT_EQ(healthy["verdict"], "current");
  EXPECT_EQ(healthy["health"], "SERVING");
  EXPECT_EQ(healthy["evidenceAgeS"], 0.5);
  EXPECT_EQ(healthy["header"]["topic"], "coprocessor_status_topic");
  EXPECT_EQ(healthy["nodes"]["down"], 1);
  EXPECT_EQ(json["servers"][1], nlohmann::json::parse(R"({"server": "10.0.0.3:50051", "verdict": "noAnswer",
      "problem": "connection refused", "health": "UNKNOWN"})"));
}

}  // namespace
}  // namespace rollcall::cli
