// SPDX-License-Identifier: Apache-2.0
// The messages about the connection of a watch.
#include "client/cli/commands/connection_messages.h"

#include <gtest/gtest.h>

#include "rollcall/instant.h"
#include "tests/testing/status_messages.h"

namespace rollcall::cli {
namespace {

using Phase = client::WatchObserver::Phase;
using testing::Noon;

const absl::Status kBroken = absl::UnavailableError("Socket closed");

TEST(ConnectionMessagesTest, AFirstConnectionHasATimeLimitAndAReconnectionHasNone) {
  EXPECT_EQ(LostText({"a:1", kBroken, Phase::kFirstConnection}, absl::Seconds(10)),
            "no answer yet from a:1 (Socket closed); trying for 10s");
  EXPECT_EQ(LostText({"a:1", kBroken, Phase::kReconnection}, absl::Seconds(10)),
            "lost the connection to a:1 (Socket closed); trying to resume");
}

TEST(ConnectionMessagesTest, AWaitNamesWhatTheServerMayWaitFor) {
  EXPECT_EQ(WaitingText({"a:1", std::nullopt}, absl::Seconds(10)), "waiting for an answer from a:1; trying for 10s");
  EXPECT_EQ(WaitingText({"a:1", 7}, absl::Seconds(10)), "waiting for revision 7 at a:1; trying for 10s");
}

TEST(ConnectionMessagesTest, OnlyAReconnectionResumes) {
  const Instant lost(Noon());
  const Instant now = lost + absl::Seconds(3);
  EXPECT_EQ(ResumedText({"a:1", lost, Phase::kFirstConnection}, now), "connected to a:1 after 3 s");
  EXPECT_EQ(ResumedText({"a:1", lost, Phase::kReconnection}, now), "resumed at a:1 after 3 s");
}

TEST(ConnectionMessagesTest, AWrongDigestNamesTheRevision) {
  EXPECT_EQ(WrongDigestText({.server = "a:1", .revision = 7, .times = 1, .pause = absl::Milliseconds(100)}),
            "the nodes received do not match the server's digest at revision 7; starting again with a snapshot");
}

TEST(ConnectionMessagesTest, ARepeatedWrongDigestIsABug) {
  EXPECT_EQ(WrongDigestText({.server = "a:1", .revision = 7, .times = 3, .pause = absl::Milliseconds(400)}),
            "the nodes received from a:1 do not match its digest again, at revision 7 (3 times now); starting again "
            "with a snapshot in 0.4 s; this is a bug of the server or of this program, please report it");
}

}  // namespace
}  // namespace rollcall::cli
