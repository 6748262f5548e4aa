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

// Readers that are slower than the topic: whatever they have not read yet has changed again.
class FrozenOrderTest : public WatchFixture {
 protected:
  struct Reader {
    std::unique_ptr<Watcher> watcher;
    FoldClient client;
    int checkpoints = 0;
  };

  FrozenOrderTest() {
    for (int id = 0; id < kNodes; ++id) feed_.PutUp(id, {"a"});
  }
  void Open(Reader& reader, std::shared_ptr<Selection> selection, std::optional<int64_t> min_revision = std::nullopt) {
    WatchRequest request;
    request.min_revision = min_revision;
    reader.watcher = NewWatcher(std::move(selection), request);
  }
  void Step(Reader& reader) {
    auto message = reader.watcher->Next(feed_.store(), now_);
    ASSERT_TRUE(message.ok()) << message.status();
    ASSERT_TRUE(message->has_value());
    EXPECT_EQ(reader.client.Take(**message), "");
    if (reader.client.is_at_checkpoint()) ++reader.checkpoints;
  }
  // Every node changes while a reader takes a few messages.
  void Churn() {
    for (int i = 0; i < 3; ++i, ++churned_) feed_.PutUp(churned_ % kNodes, {absl::StrCat("c", churned_)});
    now_ += absl::Milliseconds(100);
  }
  static std::shared_ptr<Selection> OneNodeAMessage() {
    return std::make_shared<Selection>(select::Filter(), select::View::kBasic, SelectionLimits{100, 1});
  }

  int churned_ = 0;
};

TEST_F(FrozenOrderTest, SlowReaderReachesCheckpointsUnderConstantChange) {
  Reader reader;
  Open(reader, OneNodeAMessage());
  for (int i = 0; i < 200; ++i) {
    Churn();
    Step(reader);
  }
  EXPECT_GE(reader.checkpoints, 3);
}

TEST_F(FrozenOrderTest, SlowReadersOfOneSelectionShareThePin) {
  const auto selection = OneNodeAMessage();
  Reader one, two;
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

TEST_F(FrozenOrderTest, ReaderThatDoesNotDrainItInTimeLosesIt) {
  const auto selection = OneNodeAMessage();
  Reader stopped, reader;
  Open(stopped, selection);
  for (int i = 0; i < 30; ++i) Churn(), Step(stopped);
  now_ += absl::Seconds(31);
  Open(reader, std::make_shared<Selection>(select::Filter(), select::View::kFull, SelectionLimits{100, 1}));
  for (int i = 0; i < 200; ++i) {
    Churn();
    if (i % 20 == 0) Step(stopped);
    Step(reader);
  }
  EXPECT_GE(reader.checkpoints, 3);
}

TEST_F(FrozenOrderTest, ReadersOfTwoSelectionsTakeTurns) {
  Reader one, two;
  Open(one, OneNodeAMessage());
  Open(two, std::make_shared<Selection>(select::Filter(), select::View::kFull, SelectionLimits{100, 1}));
  for (int i = 0; i < 600; ++i) {
    for (int change = 0; change < 3; ++change) Churn();
    now_ += absl::Seconds(4);  // so slow that no pin is ever drained: nobody may keep the slot for good
    Step(i % 2 == 0 ? one : two);
  }
  now_ += absl::Minutes(1);
  for (int i = 0; i < 200; ++i) Churn(), Step(two);
  EXPECT_GE(two.checkpoints, 3);
}

TEST_F(FrozenOrderTest, PinIsNeverOlderThanMinRevision) {
  const auto selection = OneNodeAMessage();
  Reader one, two;
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
