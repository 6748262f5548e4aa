// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/select/min_revision.h"
#include "server/watch/watcher.h"
#include "tests/testing/compiled_filter.h"
#include "tests/testing/fold_client.h"
#include "tests/testing/watch_fixture.h"
#include "topic/record/key.h"

namespace rollcall::watch {
namespace {

using ::testing::ElementsAre;
using testing::FakeFeed;
using testing::FoldClient;
using ::testing::IsEmpty;
using testing::kStart;

// Watches of one client that comes back with its token, to the same replica or to another one.
class ResumeTest : public WatchFixture {
 protected:
  std::shared_ptr<Selection> NewSelection() {
    return std::make_shared<Selection>(*testing::CompileFilter(filter_), select::View::kBasic, limits_);
  }
  void Open(std::shared_ptr<Selection> selection, std::string token) {
    WatchRequest request;
    request.resume_token = std::move(token);
    watcher_ = NewWatcher(std::move(selection), request);
  }
  void Resume() { Open(NewSelection(), client_.resume_token()); }
  // Returns the number of messages taken.
  int Drain() {
    for (int messages = 0;; ++messages) {
      auto message = watcher_->Next(feed_.store(), now_);
      EXPECT_TRUE(message.ok()) << message.status();
      if (!message.ok() || !message->has_value()) return messages;
      EXPECT_EQ(client_.Apply(**message), "");
      if (client_.last().has_snapshot_started()) reasons_.push_back(client_.last().snapshot_started().reason());
    }
  }
  std::vector<v1::SnapshotStarted::Reason> Reasons() { return std::exchange(reasons_, {}); }
  // Starts a watch and takes its messages up to the first checkpoint.
  void Begin() {
    Open(NewSelection(), "");
    Drain();
    Reasons();
  }

  v1::Filter filter_;
  SelectionLimits limits_;
  std::unique_ptr<Watcher> watcher_;
  FoldClient client_;
  std::vector<v1::SnapshotStarted::Reason> reasons_;
};

TEST_F(ResumeTest, NothingChangedIsACheckpointOnly) {
  feed_.PutUp(1);
  Begin();
  Resume();
  EXPECT_EQ(Drain(), 1);
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_EQ(client_.last().updated_size() + client_.last().removed_size(), 0);
  EXPECT_TRUE(client_.is_at_checkpoint());
}

TEST_F(ResumeTest, SendsWhatChangedAndNoMore) {
  for (int id = 0; id < 5; ++id) feed_.PutUp(id);
  Begin();
  feed_.PutUp(1, {"a"});
  feed_.Delete(2);
  feed_.PutUp(9);
  feed_.Delete(9);
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(client_.nodes().at(1).coprocessors_size(), 1);
}

TEST_F(ResumeTest, WorksOnAReplicaThatReadTheTopicInOneGo) {
  filter_.add_names("a");
  for (int id = 0; id < 5; ++id) feed_.PutUp(id, {"a"});
  Begin();
  feed_.PutUp(1, {"b"});
  feed_.Delete(2);
  feed_.Replay();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(0, 3, 4));
}

// The client holds nothing that could be wrong, so no snapshot needs to be announced.
TEST_F(ResumeTest, ATokenFromAnEmptyTopicIsSentEverything) {
  Begin();
  EXPECT_THAT(client_.ids(), IsEmpty());
  feed_.PutUp(1);
  feed_.PutUp(2);
  feed_.Delete(2);
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(1));
  EXPECT_EQ(client_.last().removed_size(), 0);
}

TEST_F(ResumeTest, NodesOfNewerAnchorsAreSentAgain) {
  for (int id = 0; id < 3; ++id) feed_.PutUp(id);
  feed_.PutUp(5);
  FakeFeed other;  // a replica whose topic lost the last record, and had others instead
  for (int id = 0; id < 3; ++id) other.PutUp(id);
  Begin();
  EXPECT_THAT(client_.ids(), ElementsAre(0, 1, 2, 5));
  other.PutUp(7);
  Resume();
  while (true) {
    auto message = watcher_->Next(other.store(), now_);
    ASSERT_TRUE(message.ok());
    if (!message->has_value()) break;
    EXPECT_EQ(client_.Apply(**message), "");
    EXPECT_FALSE(client_.last().has_snapshot_started());
  }
  EXPECT_THAT(client_.ids(), ElementsAre(0, 1, 2, 7));
}

TEST_F(ResumeTest, ARemovalNamesTheRecordThatRemovedTheNodeEvenIfItWasHiddenAtTheBase) {
  filter_.add_names("a");
  feed_.PutUp(1, {"a"});
  feed_.PutUp(2, {"a"});
  Begin();
  const int64_t filtered_out = feed_.PutUp(1, {"b"});
  const int64_t deleted = feed_.Delete(2);
  feed_.PutUp(3, {"b"});
  Resume();
  std::map<int32_t, v1::RemovedNode> removed;
  auto message = watcher_->Next(feed_.store(), now_);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  for (const auto& node : client_.last().removed()) removed[node.node_id()] = node;
  EXPECT_EQ(removed[1].reason(), v1::RemovedNode::REASON_FILTERED_OUT);
  EXPECT_EQ(removed[1].revision(), filtered_out);
  EXPECT_EQ(removed[1].status().state(), v1::NodeStatus::STATE_UP);
  EXPECT_EQ(removed[2].reason(), v1::RemovedNode::REASON_DELETED);
  EXPECT_EQ(removed[2].revision(), deleted);
}

// Node 1 left before the selection was built, so only its state says so. A change of it that the store has and the
// selection has not must not hide that: the checkpoint is that of the selection.
TEST_F(ResumeTest, ANodeThatWasHiddenIsRemovedEvenIfTheStoreIsAhead) {
  filter_ = OfName("a");
  feed_.PutUp(1, {"a"});
  feed_.PutUp(2, {"a"});
  Begin();
  EXPECT_THAT(client_.ids(), ElementsAre(1, 2));
  feed_.PutUp(1, {"b"});
  feed_.PutUp(3, {"a"});
  limits_.catch_up_work = 0;
  const auto selection = NewSelection();
  WorkBudget unlimited = WorkBudget::Unlimited();
  selection->DoSlice(feed_.store(), unlimited);
  feed_.PutUp(1, {"c"});
  Open(selection, client_.resume_token());
  auto message = watcher_->Next(feed_.store(), now_);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  ASSERT_EQ(client_.last().removed_size(), 1);
  EXPECT_FALSE(client_.last().removed(0).has_status()) << "what the store has is from after the checkpoint";
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_EQ(client_.header()->revision(), 3);
  EXPECT_THAT(client_.ids(), ElementsAre(2, 3));
}

TEST_F(ResumeTest, UnusableTokensGetASnapshot) {
  feed_.PutUp(1);
  Begin();
  Open(NewSelection(), "rubbish");
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_UNUSABLE));
  filter_.add_names("*");
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_UNUSABLE)) << "a token of another filter";
}

TEST_F(ResumeTest, TokenOlderThanWhatIsExactHereHasExpired) {
  feed_.PutUp(1);
  Begin();
  feed_.Replay({.time = kStart, .revision = 1});
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  feed_.Replay({.time = kStart + absl::Microseconds(1), .revision = 1});
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_EXPIRED));
}

TEST_F(ResumeTest, ATokenOfAnotherProcessGoesOnIfEveryRecordAboveItWasRead) {
  feed_.PutUp(1);
  Begin();
  feed_.SetClockId(1);
  feed_.Replay({.time = kStart + absl::Hours(1), .revision = 0});
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
}

// A state that no probe has confirmed may have records that somebody deleted.
TEST_F(ResumeTest, ATokenWithoutEvidenceHasExpired) {
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, kStart);
  feed_.SetSource(v1::SOURCE_STATE_BEHIND, Instant::InfinitePast());
  feed_.PutUp(1);
  Begin();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_EXPIRED));
}

// The clock of the other process may be wrong by any time.
TEST_F(ResumeTest, ATokenOfAnotherProcessHasExpiredIfARecordAboveItIsMissingWhateverItsTime) {
  feed_.PutUp(1);
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, kStart + absl::Hours(1));
  Begin();
  feed_.Replay({.time = kStart, .revision = 1});
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty()) << "it is of this process";
  feed_.SetClockId(1);
  feed_.Replay({.time = kStart, .revision = 1});
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_EXPIRED));
}

// Its clock may be hours ahead.
TEST_F(ResumeTest, ATokenOfAnotherProcessFromTheDayAfterAnUntrustedTimeIsUntrustedToo) {
  feed_.PutUp(1);
  feed_.PutUp(2);
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, kStart + absl::Hours(24));
  Begin();
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, kStart);
  feed_.MarkUntrusted(0);
  feed_.SetClockId(1);
  feed_.Replay();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
}

TEST_F(ResumeTest, ATokenOfAnotherProcessIsTrustedIfItNamesTheSameTopicId) {
  feed_.SetTopicId("id");
  feed_.Replay();
  feed_.PutUp(1);
  Begin();
  feed_.MarkUntrusted(-1);
  feed_.SetClockId(1);
  feed_.Replay();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  feed_.SetTopicId("another id");
  feed_.Replay();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
}

TEST_F(ResumeTest, TokenFromBeforeForgottenDeletionsHasExpired) {
  limits_.max_removed = 1;
  for (int id = 0; id < 4; ++id) feed_.PutUp(id);
  const auto selection = NewSelection();
  Open(selection, "");
  Drain();
  Reasons();
  const std::string token = client_.resume_token();
  feed_.Delete(0);
  feed_.Delete(1);
  Drain();
  Reasons();
  Open(selection, token);
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOKEN_EXPIRED));
}

TEST_F(ResumeTest, TokenAheadOfThisReplicaWaits) {
  feed_.PutUp(1);
  FakeFeed behind;
  feed_.PutUp(2);
  behind.PutUp(1);
  Begin();
  Resume();
  auto message = watcher_->Next(behind.store(), now_);
  ASSERT_TRUE(message.ok());
  EXPECT_FALSE(message->has_value());
  behind.PutUp(2);
  message = watcher_->Next(behind.store(), now_ + absl::Seconds(9));
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  EXPECT_FALSE(client_.last().has_snapshot_started());
}

TEST_F(ResumeTest, ATokenAheadOfThisReplicaForTooLongIsAnErrorOfTheReplica) {
  feed_.PutUp(1);
  Begin();
  Resume();
  const FakeFeed nothing_read_yet;
  EXPECT_FALSE(watcher_->Next(nothing_read_yet.store(), now_)->has_value());
  const auto message = watcher_->Next(nothing_read_yet.store(), now_ + select::kRevisionWait);
  EXPECT_EQ(message.status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ResumeTest, TokenAheadOfTheTopicsProvenEndGetsASnapshot) {
  FakeFeed shorter;
  shorter.PutUp(1);
  feed_.PutUp(1);
  feed_.PutUp(2);
  Begin();
  Resume();
  shorter.SetSource(v1::SOURCE_STATE_CURRENT, now_);
  EXPECT_FALSE(watcher_->Next(shorter.store(), now_)->has_value()) << "evidence from before the request proves nothing";
  shorter.SetSource(v1::SOURCE_STATE_CURRENT, now_ + absl::Seconds(1));
  auto message = watcher_->Next(shorter.store(), now_ + absl::Seconds(1));
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  EXPECT_EQ(client_.last().snapshot_started().reason(), v1::SnapshotStarted::REASON_TOPIC_CHANGED);
}

TEST_F(ResumeTest, ATokenFromAnotherTopicNeverWaits) {
  feed_.PutUp(1);
  ResumeToken token;
  state::SourceStatus other;
  other.cluster_id = "other";
  token.source_hash = SourceHash(other);
  token.request_hash = NewSelection()->request_hash();
  token.revision = 1000;
  token.as_of = kStart;
  token.anchors = {{1, 1000, 1}};
  Open(NewSelection(), EncodeResumeToken(token));
  EXPECT_EQ(Drain(), 1);
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
}

TEST_F(ResumeTest, AnotherEpochGoesOnIfAnAnchorIsKnown) {
  feed_.PutUp(1);
  feed_.PutUp(2);
  Begin();
  feed_.Delete(1);
  feed_.Replay();
  feed_.PutUp(3);
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(2, 3));
}

// The anchors are known, but were read from a different topic than the state that the client holds.
TEST_F(ResumeTest, AnotherTopicGetsASnapshotWhateverAnchorIsKnown) {
  feed_.PutUp(1);
  feed_.PutUp(2);
  Begin();
  const std::string token = client_.resume_token();
  feed_.MarkUntrusted(0);
  feed_.Replay();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
  Open(NewSelection(), token);
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
  feed_.SetSource(v1::SOURCE_STATE_CURRENT, now_ + absl::Seconds(1));
  feed_.PutUp(3);
  Drain();
  Resume();
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty()) << "a token with newer evidence is good";
}

TEST_F(ResumeTest, AnotherTopicLeavesAloneATokenFromBeforeTheUntrustedWindow) {
  feed_.PutUp(1);
  Begin();
  feed_.MarkUntrusted(0);
  feed_.Replay();
  feed_.PutUp(2);
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(1, 2));
}

TEST_F(ResumeTest, AnotherEpochWithoutAKnownAnchorGetsASnapshot) {
  feed_.PutUp(1);
  Begin();
  feed_.Rebuild();
  feed_.PutUp(2);
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
  EXPECT_THAT(client_.ids(), ElementsAre(2));
}

// All records that the client's token names are replaced and compacted away when the log is read again.
TEST_F(ResumeTest, AnotherEpochOfTheSameTopicNeedsNoSnapshotAfterCompaction) {
  for (const int32_t node : {1, 2, 3}) feed_.PutUp(node, {"a"});
  Begin();
  for (const int32_t node : {3, 1}) feed_.Read(topic::BinaryKey(node), testing::UpValue(node, {"b"}));
  feed_.Read(topic::BinaryKey(2), std::nullopt);
  feed_.Compact();
  feed_.Replay({}, state::History::kSameTopic);
  Drain();
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_THAT(client_.ids(), ElementsAre(1, 3));
}

TEST_F(ResumeTest, AnotherEpochTakesBackWhatWasSentSinceTheLastCheckpoint) {
  limits_.max_batch_bytes = 1;
  feed_.PutUp(1);
  Begin();
  const int64_t lost = feed_.PutUp(2);
  feed_.PutUp(3);
  auto message = watcher_->Next(feed_.store(), now_);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  ASSERT_FALSE(client_.is_at_checkpoint());
  feed_.LoseTail(lost);
  Drain();
  EXPECT_THAT(client_.ids(), ElementsAre(1));
}

TEST_F(ResumeTest, AnotherEpochInTheMiddleOfASnapshotStartsItAgain) {
  limits_.max_batch_bytes = 1;
  feed_.PutUp(1);
  feed_.PutUp(2);
  Open(NewSelection(), "");
  auto message = watcher_->Next(feed_.store(), now_);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(client_.Apply(**message), "");
  feed_.Replay();
  Drain();
  EXPECT_THAT(Reasons(), ElementsAre(v1::SnapshotStarted::REASON_TOPIC_CHANGED));
  EXPECT_THAT(client_.ids(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace rollcall::watch
