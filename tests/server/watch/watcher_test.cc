// SPDX-License-Identifier: Apache-2.0
#include "server/watch/watcher.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/cord.h"
#include "rollcall/instant.h"
#include "server/select/min_revision.h"
#include "tests/testing/compiled_filter.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/watch_fixture.h"
#include "topic/record/key.h"

namespace rollcall::watch {
namespace {

using ::testing::ElementsAre;
using testing::FoldClient;
using testing::kStart;

class WatcherTest : public WatchFixture {
 protected:
  // A watch and its client.
  struct Watch {
    std::unique_ptr<Watcher> watcher;
    FoldClient client;
  };

  std::shared_ptr<Selection> Select(const v1::Filter& filter = {}, SelectionLimits limits = {}) {
    return std::make_shared<Selection>(*testing::CompileFilter(filter), select::View::kBasic, limits);
  }
  void Open(Watch& watch, std::shared_ptr<Selection> selection, WatchRequest request = {}) {
    watch.watcher = NewWatcher(std::move(selection), std::move(request));
  }
  // Takes one message. Returns false if none was due.
  bool Step(Watch& watch) {
    auto message = watch.watcher->Next(feed_.store(), now_);
    EXPECT_TRUE(message.ok()) << message.status();
    if (!message.ok() || !message->has_value()) return false;
    EXPECT_EQ(watch.client.Apply(**message), "");
    return true;
  }
  // Takes every message that is due.
  int Drain(Watch& watch) {
    int messages = 0;
    while (Step(watch) && messages < 1000) ++messages;
    return messages;
  }
  absl::Status Error(Watch& watch) { return watch.watcher->Next(feed_.store(), now_).status(); }
};

TEST_F(WatcherTest, StartsWithASnapshotAndItsCheckpoint) {
  feed_.PutUp(1);
  feed_.PutUp(2);
  Watch watch;
  Open(watch, Select());
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_EQ(watch.client.last().snapshot_started().reason(), v1::SnapshotStarted::REASON_REQUESTED);
  EXPECT_THAT(watch.client.ids(), ElementsAre(1, 2));
  EXPECT_TRUE(watch.client.is_at_checkpoint());
  EXPECT_EQ(watch.client.header()->revision(), 1);
  EXPECT_EQ(watch.client.header()->source_state(), v1::SOURCE_STATE_CURRENT);
}

TEST_F(WatcherTest, EmptyStateIsACompleteSnapshotToo) {
  Watch watch;
  Open(watch, Select());
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_TRUE(watch.client.last().has_snapshot_started());
  EXPECT_EQ(watch.client.header()->revision(), -1);
}

TEST_F(WatcherTest, SnapshotInSeveralMessagesEndsWithItsOnlyCheckpoint) {
  for (int id = 0; id < 6; ++id) feed_.PutUp(id, {"a"});
  Watch watch;
  Open(watch, Select({}, {10, 150}));
  ASSERT_TRUE(Step(watch));
  EXPECT_FALSE(watch.client.is_at_checkpoint());
  feed_.PutUp(0, {"b"});  // already sent
  feed_.PutUp(5, {"b"});  // not yet
  feed_.Delete(1);
  int messages = 1;
  while (Step(watch)) {
    ++messages;
    EXPECT_FALSE(watch.client.last().has_snapshot_started());
    if (watch.client.is_at_checkpoint()) break;
  }
  EXPECT_GT(messages, 2);
  EXPECT_THAT(watch.client.ids(), ElementsAre(0, 2, 3, 4, 5));
  EXPECT_EQ(watch.client.header()->revision(), 8);
  EXPECT_FALSE(Step(watch));
}

TEST_F(WatcherTest, ChangesArriveConflated) {
  Watch watch;
  Open(watch, Select());
  Drain(watch);
  for (int i = 0; i < 5; ++i) feed_.PutUp(1, {std::string(1, static_cast<char>('a' + i))});
  EXPECT_EQ(Drain(watch), 1);
  ASSERT_EQ(watch.client.last().updated_size(), 1);
  EXPECT_EQ(watch.client.last().updated(0).coprocessors(0).name(), "e");
}

TEST_F(WatcherTest, CountsTheChangesThatItDoesNotSend) {
  feed_.PutUp(1, {"a"});
  Watch watch;
  Open(watch, Select(OfName("a")));
  const auto next = [&] { return **watch.watcher->Next(feed_.store(), now_); };
  EXPECT_EQ(next().snapshot_reason, v1::SnapshotStarted::REASON_REQUESTED);
  feed_.PutUp(1, {"a", "b"});
  const Message one = next();
  EXPECT_EQ(one.conflated, 0u);
  EXPECT_EQ(one.snapshot_reason, std::nullopt);
  for (int i = 0; i < 5; ++i) {
    feed_.PutUp(1, {"a"});
    watch.watcher->selection()->CatchUp(feed_.store());  // for another watch of the same selection
  }
  feed_.PutUp(2, {"a"});
  feed_.PutUp(3, {"c"});  // which the filter does not select
  EXPECT_EQ(next().conflated, 4u) << "of five changes of node 1 one is sent";
  feed_.PutUp(2, {"a"});
  EXPECT_EQ(next().conflated, 0u);
}

TEST_F(WatcherTest, RemovalsSayWhy) {
  feed_.PutUp(1, {"a"});
  feed_.PutUp(2, {"a"});
  Watch watch;
  Open(watch, Select(OfName("a")));
  Drain(watch);
  const int64_t filtered_out = feed_.PutUp(1, {"b"});
  const int64_t deleted = feed_.Delete(2);
  EXPECT_EQ(Drain(watch), 1);
  ASSERT_EQ(watch.client.last().removed_size(), 2);
  EXPECT_EQ(watch.client.last().removed(0).reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(watch.client.last().removed(0).revision(), filtered_out);
  EXPECT_EQ(watch.client.last().removed(1).reason(), v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(watch.client.last().removed(1).revision(), deleted);
  EXPECT_THAT(watch.client.ids(), ElementsAre());
}

TEST_F(WatcherTest, AChangeThatDoesNotConcernItWaitsForTheHeartbeat) {
  Watch watch;
  Open(watch, Select(OfName("a")), {"", absl::Seconds(3), std::nullopt});
  Drain(watch);
  feed_.PutUp(1, {"b"});  // never shown; named once, because nothing tells what it was before
  Drain(watch);
  const int64_t last = feed_.PutUp(1, {"c"});
  now_ += absl::Seconds(1);
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  EXPECT_EQ(Drain(watch), 0);
  now_ = watch.watcher->WakeAt();
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_EQ(watch.client.header()->revision(), last);
  EXPECT_EQ(watch.client.last().updated_size() + watch.client.last().removed_size(), 0);
}

TEST_F(WatcherTest, HeartbeatsComeWithinTheirInterval) {
  Watch watch;
  Open(watch, Select(), {"", absl::Seconds(3), std::nullopt});
  Drain(watch);
  for (int i = 0; i < 5; ++i) {
    const Instant due = watch.watcher->WakeAt();
    EXPECT_LE(due, now_ + absl::Seconds(3));
    EXPECT_GE(due, now_ + absl::Seconds(3) * 15 / 16);
    now_ = due - absl::Milliseconds(1);
    feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_);
    EXPECT_FALSE(Step(watch));
    now_ = due;
    EXPECT_TRUE(Step(watch));
    EXPECT_TRUE(watch.client.is_at_checkpoint());
    EXPECT_FALSE(Step(watch));
  }
}

// So that the server wakes once for all of them, and sends those of a connection together.
TEST_F(WatcherTest, WatchesThatBeganAtDifferentTimesHaveTheirHeartbeatsAtTheSameTime) {
  const WatchRequest request{"", absl::Seconds(16), std::nullopt};
  std::set<absl::Duration> due;
  for (int i = 0; i < 100; ++i) {
    Watch watch;
    Open(watch, Select(), request);
    Drain(watch);
    due.insert(watch.watcher->WakeAt().steady());
    now_ += absl::Milliseconds(30);
  }
  EXPECT_LE(due.size(), 4u);
}

TEST_F(WatcherTest, ChangeOfTheSourceStateIsSentAtOnce) {
  Watch watch;
  Open(watch, Select());
  Drain(watch);
  feed_.SetSource(v1::SOURCE_STATE_DISCONNECTED, now_);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_EQ(watch.client.header()->source_state(), v1::SOURCE_STATE_DISCONNECTED);
}

TEST_F(WatcherTest, EvidenceThatExpiresIsReportedInTime) {
  Watch watch;
  Open(watch, Select());
  Drain(watch);
  const Instant expiry = watch.watcher->selection()->EvidenceExpiry();
  EXPECT_LE(expiry, now_ + state::kCurrentFor + absl::Seconds(1));
  now_ = expiry;
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_EQ(watch.client.header()->source_state(), v1::SOURCE_STATE_BEHIND);
}

TEST_F(WatcherTest, SharedCheckpointDoesNotHideAChangeOfTheSourceState) {
  const auto selection = Select();
  Watch one, two;
  Open(one, selection);
  Open(two, selection);
  now_ = kStart + state::kCurrentFor - absl::Milliseconds(10);
  Drain(one);
  now_ += absl::Milliseconds(20);
  EXPECT_EQ(Drain(two), 1);  // not the bytes of the first one's checkpoint, which calls the source current
  EXPECT_EQ(two.client.header()->source_state(), v1::SOURCE_STATE_BEHIND);
}

TEST_F(WatcherTest, WaitsForMinRevision) {
  feed_.PutUp(1);
  Watch watch;
  Open(watch, Select(), {"", absl::Seconds(15), 1});
  EXPECT_FALSE(Step(watch));
  now_ += absl::Seconds(9);
  EXPECT_FALSE(Step(watch));
  feed_.PutUp(2);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_GE(watch.client.header()->revision(), 1);
}

TEST_F(WatcherTest, MinRevisionNotReachedInTimeIsAnError) {
  feed_.PutUp(1);
  Watch watch;
  Open(watch, Select(), {"", absl::Seconds(15), 7});
  EXPECT_FALSE(Step(watch));
  EXPECT_EQ(watch.watcher->WakeAt(), kStart + select::kRevisionWait);
  now_ = watch.watcher->WakeAt();
  const absl::Status status = Error(watch);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(std::string(*status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.reason(), "REVISION_NOT_REACHED");
  EXPECT_EQ(info.metadata().at("minRevision"), "7");
  EXPECT_EQ(info.metadata().at("revision"), "0");
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST_F(WatcherTest, AWatchTooFarBehindGetsASnapshot) {
  for (int id = 0; id < 6; ++id) feed_.PutUp(id);
  Watch watch;
  Open(watch, Select({}, {2, 1 << 20}));
  Drain(watch);
  for (int id = 0; id < 3; ++id) feed_.Delete(id);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_EQ(watch.client.last().snapshot_started().reason(), v1::SnapshotStarted::REASON_READER_TOO_FAR_BEHIND);
  EXPECT_THAT(watch.client.ids(), ElementsAre(3, 4, 5));
  feed_.Delete(3);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_FALSE(watch.client.last().has_snapshot_started());
}

// A record whose key means two nodes removes the second of them. The cursor is between the two when the removal is
// forgotten.
TEST_F(WatcherTest, ARemovalForgottenInTheMiddleOfARevisionMeansASnapshot) {
  const int32_t as_binary = 0x34333231;  // "1234", little-endian
  feed_.Put("1234", testing::UpValue(as_binary));
  feed_.PutUp(1234);
  feed_.PutUp(7);
  Watch watch;
  Open(watch, Select({}, {.max_removed = 1, .max_batch_bytes = 1}));
  Drain(watch);
  feed_.Put("1234", std::nullopt);
  EXPECT_TRUE(Step(watch));
  EXPECT_THAT(watch.client.ids(), ElementsAre(7, 1234, as_binary));
  feed_.Delete(7);
  Drain(watch);
  EXPECT_THAT(watch.client.ids(), ElementsAre(1234));
}

TEST_F(WatcherTest, WaitsForItsSelectionForAsLongAsItTakes) {
  for (int id = 0; id < 3; ++id) feed_.PutUp(id);
  const auto selection = Select({}, {.catch_up_work = 0});
  Watch watch;
  Open(watch, selection);
  EXPECT_EQ(Drain(watch), 0);
  EXPECT_EQ(watch.watcher->WakeAt(), Instant::InfiniteFuture());
  now_ += select::kRevisionWait + absl::Seconds(1);
  EXPECT_EQ(Drain(watch), 0) << "neither a message nor an error";
  WorkBudget unlimited = WorkBudget::Unlimited();
  selection->DoSlice(feed_.store(), unlimited);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_THAT(watch.client.ids(), ElementsAre(0, 1, 2));
}

TEST_F(WatcherTest, GetsItsHeartbeatsWhileItsSelectionIsBuiltAnew) {
  feed_.PutUp(1);
  const auto selection = Select({}, {.catch_up_work = 300});
  Watch watch;
  Open(watch, selection);
  while (selection->IsBehind(feed_.store())) Step(watch);
  Drain(watch);
  feed_.Rebuild();
  for (int id = 0; id < 9; ++id) feed_.PutUp(id);
  EXPECT_EQ(Drain(watch), 0);
  EXPECT_TRUE(selection->HasWork());
  now_ += absl::Seconds(15);
  EXPECT_EQ(Drain(watch), 1);
  EXPECT_THAT(watch.client.ids(), ElementsAre(1));
}

}  // namespace
}  // namespace rollcall::watch
