// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/watch/watcher.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/watch_fixture.h"

namespace rollcall::watch {
namespace {

using testing::FoldClient;

constexpr int kNodes = 10;

// Watches that are slower than the topic: whatever they have not read yet has changed again.
class FrozenOrderTest : public WatchFixture {
 protected:
  struct SlowWatch {
    std::unique_ptr<Watcher> watcher;
    FoldClient client;
    int checkpoints = 0;
  };

  FrozenOrderTest() {
    for (int id = 0; id < kNodes; ++id) feed_.PutUp(id, {"a"});
  }
  void Open(SlowWatch& slow, std::shared_ptr<Selection> selection, std::optional<int64_t> min_revision = std::nullopt) {
    WatchRequest request;
    request.min_revision = min_revision;
    slow.watcher = NewWatcher(std::move(selection), request);
  }
  void Step(SlowWatch& slow) {
    auto message = slow.watcher->Next(feed_.store(), now_);
    ASSERT_TRUE(message.ok()) << message.status();
    ASSERT_TRUE(message->has_value());
    EXPECT_EQ(slow.client.Apply(**message), "");
    if (slow.client.is_at_checkpoint()) ++slow.checkpoints;
  }
  // Changes every node between two messages of a slow watch.
  void Churn() {
    for (int i = 0; i < 3; ++i, ++churned_) feed_.PutUp(churned_ % kNodes, {absl::StrCat("c", churned_)});
    now_ += absl::Milliseconds(100);
  }
  static std::shared_ptr<Selection> OneNodeAMessage() {
    return std::make_shared<Selection>(select::Filter(), select::View::kBasic, SelectionLimits{100, 1});
  }

  int churned_ = 0;
};

TEST_F(FrozenOrderTest, ASlowWatchReachesCheckpointsUnderConstantChange) {
  SlowWatch slow;
  Open(slow, OneNodeAMessage());
  for (int i = 0; i < 200; ++i) {
    Churn();
    Step(slow);
  }
  EXPECT_GE(slow.checkpoints, 3);
}

TEST_F(FrozenOrderTest, SlowWatchesOfOneSelectionShareTheFrozenOrder) {
  const auto selection = OneNodeAMessage();
  SlowWatch one, two;
  Open(one, selection);
  for (int i = 0; i < 5; ++i) Churn(), Step(one);
  Open(two, selection);
  for (int i = 0; i < 200; ++i) {
    Churn();
    Step(one);
    Step(two);
  }
  EXPECT_GE(one.checkpoints, 3);
  EXPECT_GE(two.checkpoints, 3);
}

TEST_F(FrozenOrderTest, AWatchThatDoesNotDrainItInTimeLosesIt) {
  const auto selection = OneNodeAMessage();
  SlowWatch stopped, slow;
  Open(stopped, selection);
  for (int i = 0; i < 30; ++i) Churn(), Step(stopped);
  now_ += absl::Seconds(31);
  Open(slow, std::make_shared<Selection>(select::Filter(), select::View::kFull, SelectionLimits{100, 1}));
  for (int i = 0; i < 200; ++i) {
    Churn();
    if (i % 20 == 0) Step(stopped);
    Step(slow);
  }
  EXPECT_GE(slow.checkpoints, 3);
}

TEST_F(FrozenOrderTest, WatchesOfTwoSelectionsTakeTurns) {
  SlowWatch one, two;
  Open(one, OneNodeAMessage());
  Open(two, std::make_shared<Selection>(select::Filter(), select::View::kFull, SelectionLimits{100, 1}));
  for (int i = 0; i < 600; ++i) {
    for (int change = 0; change < 3; ++change) Churn();
    now_ += absl::Seconds(4);  // too slow to ever drain a frozen order; even so, no watch may keep the slot
    Step(i % 2 == 0 ? one : two);
  }
  now_ += absl::Minutes(1);
  for (int i = 0; i < 200; ++i) Churn(), Step(two);
  EXPECT_GE(two.checkpoints, 3);
}

TEST_F(FrozenOrderTest, IsNeverOlderThanMinRevision) {
  const auto selection = OneNodeAMessage();
  SlowWatch one, two;
  Open(one, selection);
  for (int i = 0; i < 25; ++i) Churn(), Step(one);
  const int64_t min_revision = feed_.next_offset() - 1;
  Open(two, selection, min_revision);
  for (int i = 0; i < 200; ++i) {
    Churn();
    if (i % 10 == 0) Step(one);
    Step(two);
    if (two.client.is_at_checkpoint()) {
      EXPECT_GE(two.client.header()->revision(), min_revision);
    }
  }
  EXPECT_GE(two.checkpoints, 1);
}

}  // namespace
}  // namespace rollcall::watch
