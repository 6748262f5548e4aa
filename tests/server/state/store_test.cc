// SPDX-License-Identifier: Apache-2.0
#include "server/state/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "base/exit_code.h"
#include "tests/testing/fake_feed.h"
#include "tests/testing/random.h"
#include "topic/record/key.h"

namespace rollcall::state {
namespace {

using testing::FakeFeed;
using testing::kStart;

TEST(StoreTest, ServesNothingBeforeTheFirstIndex) {
  const Store store;
  EXPECT_FALSE(store.IsReady());
  EXPECT_EQ(store.Latest(), nullptr);
  EXPECT_EQ(store.Revision(), kNoRevision);
  EXPECT_EQ(store.NewestShown(), nullptr);
  EXPECT_EQ(store.ChangesSince(0, kNoRevision)->head->epoch, 0u);
  EXPECT_EQ(store.FindKnownAnchor(0, {}), std::nullopt);
}

TEST(StoreTest, SnapshotsAreImmutable) {
  FakeFeed feed;
  feed.PutUp(1);
  const SnapshotPtr before = feed.store().Latest();
  feed.PutUp(2);
  feed.Delete(1);
  EXPECT_EQ(before->revision, 0);
  ASSERT_EQ(before->nodes->size(), 1u);
  EXPECT_EQ(before->nodes->front()->id, 1);
  const SnapshotPtr after = feed.store().Latest();
  EXPECT_EQ(after->revision, 2);
  ASSERT_EQ(after->nodes->size(), 1u);
  EXPECT_EQ(after->nodes->front()->id, 2);
  EXPECT_EQ(after->digest, after->nodes->front()->node->fingerprint);
}

TEST(StoreTest, SnapshotsAreReused) {
  FakeFeed feed;
  feed.PutUp(1);
  const SnapshotPtr snapshot = feed.store().Latest();
  EXPECT_EQ(feed.store().Latest(), snapshot);
  feed.SetSource(v1::SOURCE_STATE_DISCONNECTED, kStart);
  EXPECT_EQ(feed.store().Latest(), snapshot);
  feed.Put("no-node-id", "x");
  EXPECT_NE(feed.store().Latest(), snapshot);
  EXPECT_EQ(feed.store().Latest()->nodes, snapshot->nodes) << "no node changed: the same list";
  EXPECT_EQ(feed.store().Latest()->invalid_keys->count, 1);
}

TEST(StoreTest, ReplacedIndexIsAnotherEpoch) {
  FakeFeed feed;
  feed.PutUp(1);
  const SnapshotPtr before = feed.store().Latest();
  const std::vector<Anchor> anchors = feed.store().ChangesSince(0, kNoRevision)->head->anchors;
  EXPECT_EQ(feed.store().FindKnownAnchor(before->epoch, anchors), 0u);
  feed.Replay();
  const SnapshotPtr after = feed.store().Latest();
  EXPECT_GT(after->epoch, before->epoch);
  EXPECT_NE(after, before);
  EXPECT_EQ(feed.store().FindKnownAnchor(before->epoch, anchors), std::nullopt);
  EXPECT_EQ(feed.store().FindKnownAnchor(after->epoch, anchors), 0u);
  EXPECT_EQ(feed.store().ChangesSince(before->epoch, after->revision)->versions.size(), 1u)
      << "everything, after another epoch";
  EXPECT_EQ(feed.store().ChangesSince(after->epoch, after->revision)->versions.size(), 0u);
}

// All records that the anchors name are replaced and compacted away when the log is read again.
class ReadAgainTest : public ::testing::Test {
 protected:
  ReadAgainTest() {
    for (const int32_t node : {1, 2}) feed_.PutUp(node, {"a"});
    anchors_ = feed_.store().ChangesSince(0, kNoRevision)->head->anchors;
    for (const int32_t node : {2, 1}) feed_.Read(topic::BinaryKey(node), testing::UpValue(node, {"b"}));
    feed_.Compact();
  }
  std::optional<size_t> KnownAnchor() { return feed_.store().FindKnownAnchor(feed_.store().Epoch(), anchors_); }

  FakeFeed feed_;
  std::vector<Anchor> anchors_;
};

TEST_F(ReadAgainTest, AnchorsOfTheSameTopicStayKnown) {
  feed_.Replay({}, History::kSameTopic);
  EXPECT_EQ(KnownAnchor(), 0u);
  feed_.Replay({}, History::kSameTopic);
  EXPECT_EQ(KnownAnchor(), 0u) << "also after a second time";
}

TEST_F(ReadAgainTest, AnchorsOfAnotherTopicAreForgotten) {
  feed_.Replay({}, History::kOther);
  EXPECT_EQ(KnownAnchor(), std::nullopt);
}

TEST_F(ReadAgainTest, AnchorsAreForgottenIfTheTopicDoesNotContinue) {
  auto index = std::make_unique<Index>(ExactFrom{});
  index->Apply({}, feed_.next_offset() - 1);  // the live nodes are gone, without a tombstone
  feed_.store().Replace(std::move(index), {}, History::kSameTopic);
  EXPECT_EQ(KnownAnchor(), std::nullopt);
}

TEST(StoreTest, AReplacedIndexIsNotHeldByItsSnapshot) {
  FakeFeed feed;
  feed.PutUp(5, {"a"});
  const std::weak_ptr<const Snapshot> before = feed.store().Latest();
  feed.Replay();
  EXPECT_TRUE(before.expired());
}

TEST(StoreTest, ARefreshedSnapshotHoldsNothingThatWasReplaced) {
  FakeFeed feed;
  feed.PutUp(5, {"a"});
  const std::weak_ptr<const Snapshot> before = feed.store().Latest();
  feed.store().RefreshSnapshot();
  EXPECT_FALSE(before.expired());
  feed.PutUp(5, {"b"});
  EXPECT_FALSE(before.expired()) << "the next snapshot is made from it";
  feed.store().RefreshSnapshot();
  EXPECT_TRUE(before.expired());
}

// A snapshot is made from the previous one. It shows what the index shows, even if deletions were forgotten in between.
TEST(StoreTest, SnapshotsShowWhatTheIndexShows) {
  testing::Random random(1);
  FakeFeed feed({2, 16});
  for (int i = 0; i < 2000; ++i) {
    for (int changes = random.Below(4); changes > 0; --changes) {
      random.Chance(40) ? feed.Delete(random.Below(12)) : feed.PutUp(random.Below(12));
    }
    std::map<int32_t, NodeVersionPtr> expected;
    for (const NodeVersionPtr& version : feed.store().ChangesSince(0, kNoRevision)->versions) {
      if (version->node != nullptr) expected[version->id] = version;
    }
    const SnapshotPtr snapshot = feed.store().Latest();
    std::vector<NodeVersionPtr> nodes;
    for (const auto& [id, version] : expected) nodes.push_back(version);
    ASSERT_EQ(*snapshot->nodes, nodes);
    ASSERT_EQ(snapshot->revision, feed.next_offset() - 1);
  }
}

TEST(StoreTest, AllNodesAreCopiedOnceForThoseWhoBeginTogether) {
  FakeFeed feed;
  feed.PutUp(1);
  ChangesPtr all = feed.store().AllNodes();
  EXPECT_EQ(all->versions.size(), 1u);
  feed.PutUp(2);
  EXPECT_EQ(feed.store().AllNodes(), all);
  EXPECT_EQ(feed.store().ChangesSince(all->head->epoch, all->head->revision)->versions.size(), 1u);
  EXPECT_EQ(feed.store().ChangesSince(all->head->epoch + 1, all->head->revision), all) << "that epoch is over";
  all.reset();
  EXPECT_EQ(feed.store().AllNodes()->versions.size(), 2u) << "nobody holds the old ones any longer";
}

TEST(StoreTest, AllNodesAreThoseOfThePresentEpoch) {
  FakeFeed feed;
  feed.PutUp(1);
  const ChangesPtr before = feed.store().AllNodes();
  feed.Rebuild();
  EXPECT_EQ(feed.store().AllNodes()->head->epoch, feed.store().Epoch());
  EXPECT_TRUE(feed.store().AllNodes()->versions.empty());
}

TEST(StoreTest, AllNodesAreRecentEnoughToLeadOn) {
  FakeFeed feed({.max_deleted = 1});
  for (int id = 0; id < 3; ++id) feed.PutUp(id);
  const ChangesPtr before = feed.store().AllNodes();
  feed.Delete(0);
  EXPECT_EQ(feed.store().AllNodes(), before);
  feed.Delete(1);
  EXPECT_NE(feed.store().AllNodes(), before) << "the deletion of node 0 was forgotten since";
  const ChangesPtr later = feed.store().AllNodes();
  feed.Skip(20'000);
  feed.PutUp(5);
  EXPECT_NE(feed.store().AllNodes(), later) << "too much may have happened since";
}

TEST(StoreTest, FindsTheFirstAnchorThatIsKnown) {
  FakeFeed feed;
  feed.PutUp(1);
  feed.PutUp(2);
  std::vector<Anchor> anchors = feed.store().ChangesSince(0, kNoRevision)->head->anchors;
  anchors[0].fingerprint++;
  EXPECT_EQ(feed.store().FindKnownAnchor(feed.store().Latest()->epoch, anchors), 1u);
  anchors[1].fingerprint++;
  EXPECT_EQ(feed.store().FindKnownAnchor(feed.store().Latest()->epoch, anchors), std::nullopt);
}

TEST(StoreTest, EveryChangeCallsTheListeners) {
  Store store;
  int calls = 0;
  const Subscription subscription = store.Subscribe([&] { ++calls; });
  store.Replace(std::make_unique<Index>(ExactFrom{}), {});
  EXPECT_EQ(calls, 1);
  store.Apply({}, 5);
  EXPECT_EQ(calls, 2);
  SourceStatus source;
  source.as_of = kStart;
  store.SetSource(source);
  EXPECT_EQ(calls, 3);
  store.SetSource(source);
  EXPECT_EQ(calls, 3) << "nothing changed";
}

// Each reader checks that the parts of what it reads belong together. ThreadSanitizer checks the rest.
TEST(StoreTest, ReadersAndTheWriterDoNotDisturbEachOther) {
  FakeFeed feed;
  feed.PutUp(0);
  std::atomic<bool> done = false;
  std::atomic<int> passes = 0;
  const auto read = [&] {
    int64_t revision = kNoRevision;
    uint64_t epoch = 0;
    while (!done || passes < 4) {
      const SnapshotPtr snapshot = feed.store().Latest();
      uint64_t sum = 0;
      for (const NodeVersionPtr& version : *snapshot->nodes) sum += version->node->fingerprint;
      EXPECT_EQ(sum, snapshot->digest);
      EXPECT_TRUE(snapshot->epoch > epoch || snapshot->revision >= revision);
      epoch = snapshot->epoch;
      revision = snapshot->revision;
      const ChangesPtr changes = feed.store().ChangesSince(epoch, revision - 3);
      EXPECT_GE(changes->head->revision, revision);
      EXPECT_TRUE(feed.store().FindKnownAnchor(changes->head->epoch, changes->head->anchors).has_value() ||
                  feed.store().Latest()->epoch > epoch);
      ++passes;
    }
  };
  std::thread one(read);
  std::thread two(read);
  for (int i = 0; i < 500; ++i) {
    i % 7 == 3 ? feed.Delete(i % 11) : feed.PutUp(i % 11);
    if (i % 50 == 49) feed.Replay();
    if (i % 10 == 9) feed.SetSource(v1::SOURCE_STATE_CURRENT, kStart + absl::Seconds(i));
  }
  done = true;
  one.join();
  two.join();
}

TEST(StoreDeathTest, AnUpdateBeforeTheFirstIndexIsABug) {
  Store store;
  EXPECT_EXIT(store.Apply({}, 5), ::testing::ExitedWithCode(kExitBug), "index_ != nullptr");
  EXPECT_EXIT(store.Replace(nullptr, {}), ::testing::ExitedWithCode(kExitBug), "index != nullptr");
}

}  // namespace
}  // namespace rollcall::state
