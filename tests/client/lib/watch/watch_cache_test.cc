// SPDX-License-Identifier: Apache-2.0
// A local copy follows its watch and is rebuilt if it is wrong.
#include "client/lib/watch/watch_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "rollcall/instant.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;

class IgnoringObserver final : public WatchObserver {
  void OnLost(const Lost&) override {}
  void OnResumed(const Resumed&) override {}
};

class WatchCacheTest : public ::testing::Test {
 protected:
  std::unique_ptr<ResumingWatch> Watch() {
    return std::make_unique<ResumingWatch>(std::vector<std::string>{"a:1"}, WatchTimes(), v1::WatchStatusRequest(),
                                           servers_, clock_, cancellation_, observer_,
                                           [] { return std::nextafter(1.0, 0.0); });
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  IgnoringObserver observer_;
};

TEST_F(WatchCacheTest, StartsAgainWithoutATokenAfterAWrongDigest) {
  v1::WatchStatusResponse wrong = SnapshotOf({UpNode(1, 1)}, 1, "t1");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(1);
  servers_.AddWatch("a:1", {wrong, absl::UnavailableError("Socket closed")});
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t2")});
  WatchCache cache(Watch());
  AppliedMessage applied;
  ASSERT_EQ(cache.Next(Instant::InfiniteFuture(), applied), WatchRead::kMessage);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kDiffers);
  ASSERT_EQ(cache.Next(Instant::InfiniteFuture(), applied), WatchRead::kMessage);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "");
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100)));
}

// The second server lags: it does not know the change that the first one had begun to send.
TEST_F(WatchCacheTest, DropsWhatAStreamSentAfterItsLastCheckpoint) {
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), UpdateOf({UpNode(1, 3), UpNode(2, 4)}),
                            absl::UnavailableError("Socket closed")});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {UpNode(1, 1)}, 2, "t2")});
  WatchCache cache(Watch());
  AppliedMessage applied;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(cache.Next(Instant::InfiniteFuture(), applied), WatchRead::kMessage);
  EXPECT_EQ(applied.digest, AppliedMessage::Digest::kMatches);
  EXPECT_EQ(cache.fold().nodes().size(), 1u);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "t1");
}

TEST_F(WatchCacheTest, KeepsItsNodesAndTheEffectWhenNoMessageComes) {
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1")});
  WatchCache cache(Watch());
  AppliedMessage applied;
  ASSERT_EQ(cache.Next(Instant::InfiniteFuture(), applied), WatchRead::kMessage);
  ASSERT_EQ(cache.Next(clock_.Now() + absl::Seconds(1), applied), WatchRead::kTimeout);
  EXPECT_EQ(applied.updated.size(), 1u);
  EXPECT_TRUE(cache.fold().complete());
  EXPECT_EQ(cache.server(), "a:1");
}

}  // namespace
}  // namespace rollcall::client
