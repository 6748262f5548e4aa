// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/node_publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "agent/publisher/content.h"

namespace rollcall::agent {
namespace {

using Append = NodePublication::Append;
using Cause = NodePublication::Cause;
using ::testing::HasSubstr;

constexpr int32_t kNode = 5;
constexpr absl::Duration kCoalesce = absl::Milliseconds(20);
constexpr absl::Duration kTick = absl::Milliseconds(1);
constexpr char kForeign[] = R"({"node_id":5,"status":"up","coprocessors":{}})";
const Instance kInstance{.kind = "run", .generation = 100, .id = "m"};

std::string Up(const std::string& name, int32_t node_id = kNode) {
  return "{\"node_id\":" + std::to_string(node_id) + R"(,"status":"up","coprocessors":{")" + name +
         "\":{\"input_topics\":[]}}}";
}

class NodePublicationTest : public ::testing::Test {
 protected:
  NodePublicationTest() {
    options_.random = [this] { return random_; };
    Start();
  }
  void Start(int32_t node_id = kNode) {
    publication_ = std::make_unique<NodePublication>(node_id, kInstance, options_, now_);
  }
  // An empty topic was read.
  void StartCaughtUp() {
    Start();
    CatchUp();
  }
  void Pass(absl::Duration time) { now_ += time; }
  void Set(const std::string& name) { publication_->Set(Up(name), now_); }
  std::optional<Append> Next() { return publication_->Next(now_); }
  bool IsQuiet() { return !Next().has_value(); }
  // Passes the time until a record is due, and takes it.
  Append Due() {
    now_ = std::max(now_, publication_->NextTime());
    std::optional<Append> append = Next();
    EXPECT_TRUE(append.has_value());
    return append.value_or(Append{});
  }
  void Ack() { publication_->OnAcked(end_++, now_); }
  void Fail() { publication_->OnFailed(now_); }
  // A record of somebody else lands and is read.
  void Read(const std::optional<std::string>& value, KeyFormat format = KeyFormat::kBinary) {
    const std::string key = KeyOf(publication_->node_id(), format);
    ReadRecord record{.offset = end_++, .key = key, .value = std::nullopt};
    if (value.has_value()) record.value = *value;
    publication_->OnRecord(record, now_);
  }
  void CatchUp() { publication_->OnCaughtUp(end_, now_, now_); }
  // Publishes this state, and returns the record.
  Append Publish(const std::string& name) {
    Set(name);
    Append append = Due();
    Ack();
    return append;
  }

  Instant now_{absl::FromUnixSeconds(1'700'000'000)};
  double random_ = 0;
  int64_t end_ = 0;
  PublicationOptions options_;
  std::unique_ptr<NodePublication> publication_;
};

TEST_F(NodePublicationTest, NothingIsPublishedBeforeSet) {
  StartCaughtUp();
  EXPECT_EQ(publication_->NextTime(), Instant::InfiniteFuture());
  Pass(absl::Hours(1));
  EXPECT_TRUE(IsQuiet());
  Read(kForeign);
  EXPECT_TRUE(IsQuiet());
  EXPECT_TRUE(publication_->IsSettled());
}

TEST_F(NodePublicationTest, AStatusIsStampedAndPublishedUnderItsKey) {
  StartCaughtUp();
  const Append append = Publish("a");
  EXPECT_EQ(append.record.key, std::string("\5\0\0\0", 4));
  EXPECT_EQ(append.record.value, StampContent(Up("a"), kInstance, std::nullopt));
  EXPECT_EQ(append.cause, Cause::kChange);
  EXPECT_TRUE(publication_->IsSettled());
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(10));  // if the record is not read until then
}

TEST_F(NodePublicationTest, ABurstIsOneRecord) {
  StartCaughtUp();
  Set("a");
  Pass(kCoalesce - kTick);
  Set("b");
  EXPECT_TRUE(IsQuiet());
  Pass(kTick);
  const std::optional<Append> append = Next();
  ASSERT_TRUE(append.has_value());
  EXPECT_EQ(append->record.value, StampContent(Up("b"), kInstance, std::nullopt));
  Ack();
  Pass(absl::Seconds(1));
  EXPECT_TRUE(IsQuiet());
}

TEST_F(NodePublicationTest, AStateThatCameBackIsNotPublished) {
  StartCaughtUp();
  Publish("a");
  Set("b");
  Pass(kCoalesce / 2);
  Set("a");
  Set("a");
  Pass(absl::Seconds(1));
  EXPECT_TRUE(IsQuiet());
  Set("c");  // is coalesced by itself
  EXPECT_TRUE(IsQuiet());
  Pass(kCoalesce);
  EXPECT_FALSE(IsQuiet());
}

TEST_F(NodePublicationTest, OneRecordIsInFlightAndThenOnlyTheNewest) {
  StartCaughtUp();
  Set("a");
  Due();
  Set("b");
  Pass(absl::Seconds(1));
  EXPECT_TRUE(IsQuiet());
  EXPECT_EQ(publication_->NextTime(), Instant::InfiniteFuture());
  Set("c");
  EXPECT_FALSE(publication_->IsSettled());
  Ack();
  EXPECT_FALSE(publication_->IsSettled());
  EXPECT_EQ(Due().record.value, StampContent(Up("c"), kInstance, std::nullopt));
  Ack();
  EXPECT_TRUE(IsQuiet());
}

TEST_F(NodePublicationTest, AChangeDuringARecordIsCoalescedToo) {
  StartCaughtUp();
  Set("a");
  Due();
  Pass(kCoalesce);
  Set("b");
  Pass(kTick);
  Ack();
  EXPECT_TRUE(IsQuiet());
  Pass(kCoalesce - kTick);
  EXPECT_FALSE(IsQuiet());
}

TEST_F(NodePublicationTest, AStateThatCameBackDuringARecordIsPublished) {
  StartCaughtUp();
  Publish("a");
  Set("b");
  Due();
  Set("a");
  EXPECT_FALSE(publication_->IsSettled());
  Ack();
  EXPECT_EQ(Due().record.value, StampContent(Up("a"), kInstance, std::nullopt));
}

TEST_F(NodePublicationTest, TheMinimalIntervalIsBetweenChanges) {
  options_.min_interval = absl::Seconds(5);
  StartCaughtUp();
  Publish("a");
  const Instant sent = now_;
  Pass(absl::Seconds(1));
  Publish("b");
  EXPECT_EQ(now_, sent + absl::Seconds(5));
  Read(kForeign);
  EXPECT_EQ(Next()->cause, Cause::kCorrection);
}

TEST_F(NodePublicationTest, ARetryHasThePresentStateAndThePauseGrows) {
  StartCaughtUp();
  Set("a");
  Due();
  random_ = 1;
  for (const double pause_s : {0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0}) {
    Fail();
    EXPECT_FALSE(publication_->IsSettled());
    EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(pause_s));
    Set("at " + std::to_string(pause_s));
    const Append append = Due();
    EXPECT_THAT(*append.record.value, HasSubstr("at " + std::to_string(pause_s)));
    EXPECT_EQ(append.cause, Cause::kRetry);
  }
  Ack();
  Publish("b");
  Set("c");
  Due();
  random_ = 0;
  Fail();
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Milliseconds(50));
}

TEST_F(NodePublicationTest, ALeaseIsRenewedInTimeAndWithJitter) {
  options_.lease = absl::Seconds(100);
  options_.follows = false;
  Start();
  EXPECT_THAT(*Publish("a").record.value, HasSubstr("\"lease_s\":100,"));
  EXPECT_EQ(publication_->LeaseEnd(), now_ + absl::Seconds(300));
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(55));
  random_ = 1;
  const Append renewal = Due();
  EXPECT_EQ(renewal.cause, Cause::kLease);
  EXPECT_EQ(renewal.record.value, StampContent(Up("a"), kInstance, options_.lease));
  const Instant sent = now_;
  Pass(absl::Seconds(3));
  EXPECT_TRUE(publication_->IsSettled());  // as the topic shows the same state
  EXPECT_LE(publication_->RenewalDue(), sent) << "until it is acknowledged";
  Ack();
  EXPECT_EQ(publication_->RenewalDue(), sent + absl::Seconds(80));
  EXPECT_EQ(publication_->NextTime(), sent + absl::Seconds(80));
  EXPECT_EQ(publication_->LeaseEnd(), sent + absl::Seconds(300));
}

TEST_F(NodePublicationTest, ALeaseIsRenewedAlthoughTheTopicCannotBeRead) {
  options_.lease = absl::Seconds(100);
  StartCaughtUp();
  Publish("a");
  const Instant renewal = now_ + absl::Seconds(55);
  Pass(absl::Seconds(10));
  EXPECT_TRUE(publication_->NeedsEnd(now_));
  EXPECT_EQ(publication_->DueTime(), renewal);
  Pass(absl::Seconds(45));
  EXPECT_EQ(Next()->cause, Cause::kLease);
}

TEST_F(NodePublicationTest, ADownNodeHasNoLease) {
  options_.lease = absl::Seconds(100);
  options_.follows = false;
  Start();
  Publish("a");
  publication_->Set(DownContent(kNode, ""), now_);
  EXPECT_EQ(Due().record.value, StampContent(DownContent(kNode, ""), kInstance, std::nullopt));
  Ack();
  EXPECT_EQ(publication_->LeaseEnd(), std::nullopt);
  EXPECT_EQ(publication_->NextTime(), Instant::InfiniteFuture());
}

TEST_F(NodePublicationTest, TheFirstRecordWaitsUntilTheTopicWasRead) {
  Set("a");
  Pass(absl::Seconds(4));
  EXPECT_TRUE(IsQuiet());
  Read(StampContent(kForeign, {"run", 500, "dead"}, std::nullopt));
  EXPECT_TRUE(IsQuiet());
  CatchUp();
  EXPECT_THAT(*Next()->record.value, HasSubstr("run:501:m"));
}

TEST_F(NodePublicationTest, TheFirstRecordWaitsOnlySoLong) {
  Set("a");
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(5));
  EXPECT_THAT(*Due().record.value, HasSubstr("run:100:m"));
}

TEST_F(NodePublicationTest, APublisherThatDoesNotFollowDoesNotWait) {
  options_.follows = false;
  Start();
  Set("a");
  EXPECT_EQ(publication_->NextTime(), now_ + kCoalesce);
}

TEST_F(NodePublicationTest, AForeignRecordIsCorrectedAtOnceAndThenAfterAGrowingPause) {
  StartCaughtUp();
  Publish("a");
  for (const int pause_s : {0, 1, 2, 4, 8, 16, 32, 60, 60}) {
    const Instant last = now_;
    Read(kForeign);
    EXPECT_FALSE(publication_->IsSettled());
    const Append append = Due();
    EXPECT_EQ(now_, last + absl::Seconds(pause_s));
    EXPECT_EQ(append.cause, Cause::kCorrection);
    EXPECT_EQ(append.record.value, StampContent(Up("a"), kInstance, std::nullopt));
    Ack();
    EXPECT_TRUE(publication_->IsSettled());
  }
  Pass(absl::Seconds(71));
  Read(kForeign);
  EXPECT_EQ(Next()->cause, Cause::kCorrection);
}

// A writer that is faster than the acknowledgment must not be answered without a pause.
TEST_F(NodePublicationTest, ThePauseGrowsIfTheCorrectionIsOverwrittenBeforeItIsAcknowledged) {
  StartCaughtUp();
  Publish("a");
  Read(kForeign);
  Due();
  const int64_t offset = end_++;
  Read(kForeign);
  publication_->OnAcked(offset, now_);
  EXPECT_TRUE(IsQuiet());
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(1));
}

TEST_F(NodePublicationTest, ACorrectionHasThePresentState) {
  StartCaughtUp();
  Publish("a");
  Set("b");
  Read(kForeign);
  EXPECT_EQ(Next()->record.value, StampContent(Up("b"), kInstance, std::nullopt));
  Ack();
  Pass(absl::Seconds(1));
  EXPECT_TRUE(IsQuiet());
}

TEST_F(NodePublicationTest, WhatARecreatedTopicLacksIsPublishedAgain) {
  StartCaughtUp();
  Publish("a");
  publication_->OnReplayStarted();
  Pass(kTick);
  publication_->OnCaughtUp(0, now_, now_);
  EXPECT_EQ(Next()->cause, Cause::kCorrection);
}

TEST_F(NodePublicationTest, APublisherThatHasYieldedPublishesNothing) {
  options_.lease = absl::Seconds(10);
  StartCaughtUp();
  Publish("a");
  Read(StampContent(kForeign, {"run", 500, "new"}, absl::Seconds(100)));
  Set("b");
  Pass(absl::Seconds(299));
  EXPECT_TRUE(IsQuiet());
  EXPECT_TRUE(publication_->IsSettled());
  EXPECT_EQ(publication_->NextTime(), now_ + absl::Seconds(1));
  Pass(absl::Seconds(1));
  CatchUp();
  EXPECT_THAT(*Next()->record.value, HasSubstr("run:501:m"));
}

TEST_F(NodePublicationTest, RetiringWritesBothKeysTheDecimalOneFirst) {
  StartCaughtUp();
  Publish("a");
  publication_->Retire(now_);
  for (const KeyFormat format : {KeyFormat::kDecimal, KeyFormat::kBinary}) {
    const Append append = Due();
    EXPECT_EQ(append.record.key, KeyOf(kNode, format));
    EXPECT_EQ(append.record.value, std::nullopt);
    EXPECT_EQ(append.cause, Cause::kChange);
    EXPECT_FALSE(publication_->IsSettled());
    Ack();
  }
  EXPECT_TRUE(publication_->IsSettled());
  EXPECT_EQ(publication_->LeaseEnd(), std::nullopt);
  Read(kForeign);  // the node may be used again
  EXPECT_TRUE(IsQuiet());
}

TEST_F(NodePublicationTest, RetiringGoesOnAfterAFailure) {
  StartCaughtUp();
  publication_->Retire(now_);
  Due();
  Ack();
  Due();
  Fail();
  const Append append = Due();
  EXPECT_EQ(append.record.key, KeyOf(kNode, KeyFormat::kBinary));
  EXPECT_EQ(append.cause, Cause::kRetry);
  Ack();
  EXPECT_TRUE(publication_->IsSettled());
}

TEST_F(NodePublicationTest, AnOldStateBetweenTwoTombstonesIsPublishedAgain) {
  StartCaughtUp();
  Publish("a");
  publication_->Retire(now_);
  Due();
  Ack();
  Set("a");
  EXPECT_EQ(Due().record.value, StampContent(Up("a"), kInstance, std::nullopt));
}

TEST_F(NodePublicationTest, RetiringAgainDuringATombstoneWritesBothKeys) {
  StartCaughtUp();
  Publish("a");
  publication_->Retire(now_);
  Due();
  Set("b");
  publication_->Retire(now_);
  Ack();
  EXPECT_EQ(Due().record.key, KeyOf(kNode, KeyFormat::kDecimal));
  Ack();
  EXPECT_EQ(Due().record.key, KeyOf(kNode, KeyFormat::kBinary));
  Ack();
  EXPECT_TRUE(publication_->IsSettled());
}

TEST_F(NodePublicationTest, AnAttemptThatIsWrittenAfterTheTombstonesIsRetired) {
  StartCaughtUp();
  Set("a");
  const std::string late = *Due().record.value;
  Fail();
  publication_->Retire(now_);
  for (int key = 0; key < 2; ++key) {
    Due();
    Ack();
  }
  EXPECT_TRUE(publication_->IsSettled());
  Read(late);
  EXPECT_FALSE(publication_->IsSettled());
  EXPECT_EQ(Due().record.value, std::nullopt);
}

// A renewal of the lease must not take the time away in which the node may be set again.
TEST_F(NodePublicationTest, RetiringIsCoalescedAlthoughALeaseIsDue) {
  options_.lease = absl::Seconds(100);
  StartCaughtUp();
  Publish("a");
  Pass(absl::Seconds(90));
  publication_->Retire(now_);
  EXPECT_TRUE(IsQuiet());
}

TEST_F(NodePublicationTest, RetiringLeavesAKeyOfAnotherNodeAlone) {
  options_.key_format = KeyFormat::kDecimal;
  const int32_t shared = 875770417;  // its binary key is "1234"
  Start(shared);
  Read(Up("other", 1234), KeyFormat::kBinary);
  CatchUp();
  publication_->Retire(now_);
  EXPECT_EQ(Due().record.key, "875770417");
  Ack();
  EXPECT_TRUE(publication_->IsSettled());
}

TEST_F(NodePublicationTest, RetiringLeavesASharedKeyAloneIfTheTopicCannotBeRead) {
  options_.key_format = KeyFormat::kDecimal;
  Start(875770417);
  publication_->Retire(now_);
  EXPECT_EQ(Due().record.key, "875770417");
  EXPECT_EQ(now_, Instant(absl::FromUnixSeconds(1'700'000'000)) + absl::Seconds(5));
  Ack();
  EXPECT_TRUE(publication_->IsSettled());
}

}  // namespace
}  // namespace rollcall::agent
