// SPDX-License-Identifier: Apache-2.0
// A local copy follows its watch and is rebuilt if it is wrong.
#include "rollcall/client/cluster_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "client/lib/watch/resuming_watch.h"
#include "rollcall/instant.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;

class CountingObserver final : public WatchObserver {
 public:
  void OnLost(const Lost&) override {}
  void OnResumed(const Resumed&) override {}
  void OnWrongDigest(const WrongDigest& wrong) override { wrong_digests.push_back(wrong.times); }
  std::vector<int> wrong_digests;
};

class ClusterWatchTest : public ::testing::Test {
 protected:
  std::unique_ptr<Watch> MakeWatch() {
    return std::make_unique<ResumingWatch>(std::vector<std::string>{"a:1"}, WatchTimes(), v1::WatchStatusRequest(),
                                           servers_, clock_, cancellation_, observer_,
                                           [] { return std::nextafter(1.0, 0.0); });
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  CountingObserver observer_;
};

v1::WatchStatusResponse WrongSnapshot() {
  v1::WatchStatusResponse wrong = SnapshotOf({UpNode(1, 1)}, 1, "t1");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(1);
  return wrong;
}

v1::WatchStatusResponse Heartbeat() { return WithCheckpoint({}, {UpNode(1, 1)}, 2, "t2"); }

// Reads so many messages.
void ReadAllOf(ClusterWatch& watch, int messages) {
  ViewStep step;
  for (int i = 0; i < messages; ++i) ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), WatchRead::kMessage);
}

TEST_F(ClusterWatchTest, StartsAgainWithoutATokenAfterAWrongDigest) {
  const v1::WatchStatusResponse wrong = WrongSnapshot();
  servers_.AddWatch("a:1", {wrong, absl::UnavailableError("Socket closed")});
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t2")});
  ClusterWatch watch(MakeWatch());
  ViewStep step;
  ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), WatchRead::kMessage);
  EXPECT_EQ(step.digest, ViewStep::Digest::kDiffers);
  ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), WatchRead::kMessage);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "");
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100)));
}

TEST_F(ClusterWatchTest, ThePauseGrowsWhileDigestsDifferAndTheObserverIsTold) {
  for (int i = 0; i < 12; ++i) servers_.AddWatch("a:1", {WrongSnapshot()});
  ClusterWatch watch(MakeWatch());
  ReadAllOf(watch, 12);
  ASSERT_EQ(clock_.slept().size(), 11u);
  EXPECT_EQ(clock_.slept().front(), absl::Milliseconds(100));
  EXPECT_EQ(clock_.slept()[5], absl::Milliseconds(3200));
  EXPECT_EQ(clock_.slept().back(), absl::Minutes(1));
  EXPECT_THAT(observer_.wrong_digests, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
}

// A client that cannot add up what changes would otherwise ask for a snapshot with each change.
TEST_F(ClusterWatchTest, ADigestThatMatchesOnceMakesThePauseNoShorter) {
  for (int i = 0; i < 4; ++i) {
    servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), Silence{absl::Seconds(30)}, Heartbeat(),
                              Silence{absl::Seconds(29)}, WrongSnapshot()});
  }
  ClusterWatch watch(MakeWatch());
  ReadAllOf(watch, 4 * 3);
  EXPECT_THAT(observer_.wrong_digests, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200), absl::Milliseconds(400)));
}

TEST_F(ClusterWatchTest, DigestsThatMatchForAsLongAsTheLongestPauseMakeItShortAgain) {
  servers_.AddWatch("a:1", {WrongSnapshot()});
  servers_.AddWatch("a:1", {WrongSnapshot()});
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), Silence{absl::Seconds(30)}, Heartbeat(),
                            Silence{absl::Seconds(30)}, Heartbeat(), WrongSnapshot()});
  ClusterWatch watch(MakeWatch());
  ReadAllOf(watch, 2 + 4);
  EXPECT_THAT(observer_.wrong_digests, ElementsAre(1, 2, 1));
}

// The second server lags: it does not know the change that the first one had begun to send.
TEST_F(ClusterWatchTest, DropsWhatAStreamSentAfterItsLastCheckpoint) {
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), UpdateOf({UpNode(1, 3), UpNode(2, 4)}),
                            absl::UnavailableError("Socket closed")});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {UpNode(1, 1)}, 2, "t2")});
  ClusterWatch watch(MakeWatch());
  ViewStep step;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), WatchRead::kMessage);
  EXPECT_EQ(step.digest, ViewStep::Digest::kMatches);
  EXPECT_EQ(watch.view().nodes().size(), 1u);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "t1");
}

TEST_F(ClusterWatchTest, KeepsItsNodesAndTheEffectWhenNoMessageComes) {
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1")});
  ClusterWatch watch(MakeWatch());
  ViewStep step;
  ASSERT_EQ(watch.Next(Instant::InfiniteFuture(), step), WatchRead::kMessage);
  ASSERT_EQ(watch.Next(clock_.Now() + absl::Seconds(1), step), WatchRead::kTimeout);
  EXPECT_EQ(step.changes.size(), 1u);
  EXPECT_TRUE(watch.view().complete());
  EXPECT_EQ(watch.server(), "a:1");
}

}  // namespace
}  // namespace rollcall::client
