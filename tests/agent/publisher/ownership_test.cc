// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/ownership.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "agent/publisher/content.h"

namespace rollcall::agent {
namespace {

using State = Ownership::State;

constexpr int32_t kNode = 5;
constexpr absl::Duration kTakeover = absl::Seconds(10);
constexpr absl::Duration kLease = absl::Seconds(20);
constexpr char kUp[] = R"({"node_id":5,"status":"up","coprocessors":{}})";

std::string By(const std::string& kind, int64_t generation, const std::string& id,
               std::optional<absl::Duration> lease = kLease) {
  return StampContent(kUp, {.kind = kind, .generation = generation, .id = id}, lease);
}

class OwnershipTest : public ::testing::Test {
 protected:
  void Append(int64_t offset) {
    const std::string value = StampContent(kUp, ownership_.instance(), kLease);
    ownership_.OnSent(value);
    ownership_.OnAppended(offset, now_);
    Read(offset, value);
  }
  void Read(int64_t offset, const std::optional<std::string>& value, KeyFormat format = KeyFormat::kBinary) {
    const std::string key = KeyOf(kNode, format);
    ReadRecord record{.offset = offset, .key = key, .value = std::nullopt};
    if (value.has_value()) record.value = *value;
    ownership_.OnRecord(record, now_);
  }
  // The broker says now that the log ends there.
  void CatchUp(int64_t end) { ownership_.OnCaughtUp(end, now_, now_); }
  // This publisher owns the node, with a record at offset 10.
  void Own() {
    CatchUp(10);
    Append(10);
    CatchUp(11);
  }
  // A newer publisher's record at offset 11 is read.
  void YieldTo(const std::string& value) {
    Own();
    Read(11, value);
    CatchUp(12);
    ASSERT_EQ(ownership_.state(), State::kYielded);
  }
  void Pass(absl::Duration time) { now_ += time; }
  int64_t generation() const { return ownership_.instance().generation; }

  Instant now_{absl::FromUnixSeconds(1'700'000'000)};
  Ownership ownership_{kNode, KeyFormat::kBinary, {.kind = "run", .generation = 100, .id = "m"}, kTakeover};
};

TEST_F(OwnershipTest, AnOlderPublisherYieldsToANewerOne) {
  Own();
  Read(11, By("run", 101, "a"));
  EXPECT_EQ(ownership_.state(), State::kYielded);
  EXPECT_FALSE(ownership_.IsOverwritten());
  EXPECT_EQ(ownership_.newest_instance(), "run:101:a");
  EXPECT_EQ(ownership_.newest_offset(), 11);
}

TEST_F(OwnershipTest, TheIdsDecideBetweenEqualGenerations) {
  Own();
  Read(11, By("run", 100, "a"));
  EXPECT_TRUE(ownership_.IsOverwritten());
  Read(12, By("run", 100, "z"));
  EXPECT_EQ(ownership_.state(), State::kYielded);
}

TEST_F(OwnershipTest, ANewerPublisherCorrectsAnOlderOne) {
  Own();
  Read(11, By("run", 99, "z"));
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_TRUE(ownership_.IsOverwritten());
  Append(12);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, WhatNoPublisherOfTheNodeWroteOverwrites) {
  int64_t offset = 10;
  const std::optional<std::string> values[] = {
      kUp,
      By("reaper", 500, "r"),
      By("reaper", 500, "m"),
      "{",
      "",
      std::nullopt,
      StampContent(DownContent(kNode, "its lease is over"), {"reaper", 500, "r"}, std::nullopt)};
  Own();
  for (const std::optional<std::string>& value : values) {
    Read(++offset, value);
    EXPECT_TRUE(ownership_.IsOverwritten()) << value.value_or("tombstone");
    EXPECT_EQ(ownership_.state(), State::kOwner);
    Append(++offset);
    EXPECT_FALSE(ownership_.IsOverwritten());
  }
  EXPECT_EQ(generation(), 100);
}

TEST_F(OwnershipTest, ARecordUnderTheOtherKeyOverwritesATombstoneDoesNot) {
  Own();
  Read(11, std::nullopt, KeyFormat::kDecimal);
  EXPECT_FALSE(ownership_.IsOverwritten());
  Read(12, kUp, KeyFormat::kDecimal);
  EXPECT_TRUE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, ItsOwnRecordIsReadBeforeItIsAcknowledged) {
  Own();
  const std::string value = By("run", 100, "m", std::nullopt);
  ownership_.OnSent(value);
  Read(11, value);
  EXPECT_FALSE(ownership_.IsOverwritten());
  ownership_.OnAppended(11, now_);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, AGivenUpAttemptThatIsWrittenAfterAllOverwrites) {
  Own();
  ownership_.OnSent(By("run", 100, "m", std::nullopt));  // fails
  Append(11);
  Read(12, By("run", 100, "m", std::nullopt));
  EXPECT_TRUE(ownership_.IsOverwritten());
  EXPECT_TRUE(ownership_.HasOldStatus());
}

TEST_F(OwnershipTest, TheGenerationIsAboveAllThatWereFoundOnTheTopic) {
  Read(3, By("run", 5000, "dead"));
  Read(4, By("run", 4000, "dead too"));
  CatchUp(5);
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_EQ(generation(), 5001);
  Append(5);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, ALargerGenerationFromBeforeTheFirstRecordIsReadLate) {
  ownership_.OnSent(By("run", 100, "m"));
  Read(3, By("run", 5000, "dead"));  // before or after ours: unknown
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_EQ(generation(), 100);
  ownership_.OnAppended(5, now_);
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_EQ(generation(), 5001);
  EXPECT_TRUE(ownership_.IsOverwritten());  // by a generation that is too small
  Append(6);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, ANewerPublishersRecordIsReadBeforeTheFirstOneIsAcknowledged) {
  ownership_.OnSent(By("run", 100, "m"));
  Read(6, By("run", 5000, "new"));
  Read(7, kUp);  // it is the newest one, but not a publisher's
  ownership_.OnAppended(5, now_);
  EXPECT_EQ(ownership_.state(), State::kYielded);
}

TEST_F(OwnershipTest, AFirstAttemptThatWasGivenUpCountsIfItIsRead) {
  ownership_.OnSent(By("run", 100, "m"));
  Read(5, By("run", 100, "m"));
  Read(6, By("run", 5000, "new"));
  EXPECT_EQ(ownership_.state(), State::kYielded);
}

TEST_F(OwnershipTest, TheLargestGenerationCannotBeRaised) {
  const int64_t largest = std::numeric_limits<int64_t>::max();
  Read(3, By("run", largest, "a"));
  CatchUp(4);
  EXPECT_EQ(generation(), largest);
  Append(4);
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, WhatARecreatedTopicLacksIsMissing) {
  Own();
  Pass(absl::Seconds(1));
  ownership_.OnReplayStarted();
  EXPECT_FALSE(ownership_.is_caught_up());
  EXPECT_FALSE(ownership_.IsOverwritten());
  ownership_.OnCaughtUp(0, Instant::InfinitePast(), now_);  // may be an end from before our record
  EXPECT_FALSE(ownership_.IsOverwritten());
  CatchUp(0);
  EXPECT_TRUE(ownership_.IsOverwritten());
  Append(0);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

TEST_F(OwnershipTest, AnotherRecordMayHaveTheOffsetOfOursOnARecreatedTopic) {
  Own();
  ownership_.OnReplayStarted();
  Read(10, kUp);
  EXPECT_TRUE(ownership_.IsOverwritten());
}

// Otherwise a foreign record with a large offset, on the topic that is gone, would be corrected again and again.
TEST_F(OwnershipTest, ASmallOffsetShowsThatTheTopicWasRecreated) {
  Own();
  Read(11, kUp);
  ownership_.OnSent(By("run", 100, "m"));
  ownership_.OnAppended(0, now_);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

// The offsets of the topic that is gone are larger than that of the newer publisher's record.
TEST_F(OwnershipTest, ANewerPublisherIsNewerOnARecreatedTopicToo) {
  Own();
  ownership_.OnReplayStarted();
  Read(3, By("run", 101, "a"));
  EXPECT_EQ(ownership_.state(), State::kYielded);
  EXPECT_EQ(generation(), 100);
}

TEST_F(OwnershipTest, ARecordThatIsNotReadAfterItsAcknowledgmentNeedsTheEnd) {
  Own();
  ownership_.OnSent(By("run", 100, "m"));
  ownership_.OnAppended(11, now_);
  EXPECT_FALSE(ownership_.NeedsEnd(now_));
  Pass(absl::Seconds(10));
  EXPECT_TRUE(ownership_.NeedsEnd(now_));
  CatchUp(0);
  EXPECT_TRUE(ownership_.IsOverwritten());
  EXPECT_FALSE(ownership_.NeedsEnd(now_));
}

TEST_F(OwnershipTest, ItTakesOverWhenTheNewerPublisherIsDown) {
  YieldTo(StampContent(DownContent(kNode, ""), {"run", 200, "a"}, std::nullopt));
  EXPECT_EQ(ownership_.NeedsEndAt(), now_ + kTakeover);
  Pass(kTakeover - absl::Milliseconds(1));
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  Pass(absl::Milliseconds(1));
  EXPECT_TRUE(ownership_.NeedsEnd(now_));
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_EQ(generation(), 201);
  EXPECT_TRUE(ownership_.IsOverwritten());
  Append(12);
  EXPECT_FALSE(ownership_.IsOverwritten());
}

// Otherwise two living publishers that are both down would take over from each other for ever.
TEST_F(OwnershipTest, ItDoesNotTakeOverToRepeatThatTheNodeIsDown) {
  ownership_.SetWish(Ownership::Wish::kDown);
  YieldTo(StampContent(DownContent(kNode, ""), {"run", 200, "a"}, std::nullopt));
  Pass(absl::Hours(1));
  EXPECT_FALSE(ownership_.NeedsEnd(now_));
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  ownership_.SetWish(Ownership::Wish::kOther);
  EXPECT_TRUE(ownership_.NeedsEnd(now_));
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kOwner);
}

TEST_F(OwnershipTest, ItTakesOverWhenThreeLeasesPassWithoutARecord) {
  YieldTo(By("run", 200, "a"));
  Pass(2 * kLease);
  Read(12, By("run", 200, "a"));
  EXPECT_EQ(ownership_.NeedsEndAt(), now_ + 3 * kLease);
  Pass(3 * kLease);
  CatchUp(13);
  EXPECT_EQ(ownership_.state(), State::kOwner);
}

TEST_F(OwnershipTest, ANewerPublisherWithoutALeaseMayBeSilentForEver) {
  YieldTo(By("run", 200, "a", std::nullopt));
  Pass(absl::Hours(1000));
  EXPECT_FALSE(ownership_.NeedsEnd(now_));
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kYielded);
}

// A living publisher corrects a reaper, though after a pause if it had to do so again and again.
TEST_F(OwnershipTest, ItTakesOverWhenTheNewerPublisherDoesNotCorrectAReaper) {
  YieldTo(By("run", 200, "a", std::nullopt));
  Read(12, By("reaper", 1, "r"));
  Pass(absl::Seconds(30));
  Read(13, By("reaper", 1, "r"));  // the first one counts
  Pass(kLongestCorrectionPause + kTakeover - absl::Seconds(31));
  CatchUp(14);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  Pass(absl::Seconds(1));
  CatchUp(14);
  EXPECT_EQ(ownership_.state(), State::kOwner);
}

TEST_F(OwnershipTest, ACorrectionOfTheNewerPublisherIsAWord) {
  YieldTo(By("run", 200, "a"));
  Read(12, By("reaper", 1, "r"));
  Pass(absl::Seconds(30));
  Read(13, By("run", 200, "a"));
  EXPECT_EQ(ownership_.NeedsEndAt(), now_ + 3 * kLease);
}

TEST_F(OwnershipTest, ItDoesNotTakeOverOnOldEvidence) {
  YieldTo(By("run", 200, "a"));
  const Instant silent_at = now_ + 3 * kLease;
  Pass(3 * kLease + absl::Seconds(1));
  ownership_.OnCaughtUp(12, silent_at - absl::Milliseconds(1), now_);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  ownership_.OnCaughtUp(12, Instant::InfinitePast(), now_);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  Pass(absl::Minutes(1));
  ownership_.OnCaughtUp(12, silent_at, now_);  // this process was stopped after it had asked
  EXPECT_EQ(ownership_.state(), State::kYielded);
  CatchUp(12);
  EXPECT_EQ(ownership_.state(), State::kOwner);
}

TEST_F(OwnershipTest, ItDoesNotTakeOverInAReplay) {
  YieldTo(By("run", 200, "a"));
  Pass(4 * kLease);
  ownership_.OnReplayStarted();
  EXPECT_FALSE(ownership_.NeedsEnd(now_));
  Read(12, By("run", 200, "a"));
  CatchUp(13);
  EXPECT_EQ(ownership_.state(), State::kYielded);
  EXPECT_EQ(ownership_.NeedsEndAt(), now_ + 3 * kLease);
}

TEST_F(OwnershipTest, ANewerPublisherThatWasStoppedYieldsAfterTheTakeOver) {
  YieldTo(By("run", 200, "a"));
  Pass(3 * kLease);
  CatchUp(12);
  Append(12);
  Read(13, By("run", 200, "a"));
  EXPECT_EQ(ownership_.state(), State::kOwner);
  EXPECT_TRUE(ownership_.IsOverwritten());
}

TEST(OwnershipKeysTest, ASharedKeyMayHoldAnotherNodesRecord) {
  const int32_t shared = 875770417;  // its binary key is "1234"
  Ownership ownership(shared, KeyFormat::kBinary, {.kind = "run", .generation = 100, .id = "m"}, kTakeover);
  const Instant now;
  ownership.OnSent("");
  ownership.OnAppended(0, now);
  EXPECT_FALSE(ownership.IsKeyOfAnotherNode("1234"));
  ownership.OnRecord({.offset = 1, .key = "1234", .value = R"({"node_id":1234,"status":"up","coprocessors":{}})"}, now);
  EXPECT_TRUE(ownership.IsKeyOfAnotherNode("1234"));
  EXPECT_TRUE(ownership.IsOverwritten());  // it replaces our record
  ownership.OnRecord({.offset = 2, .key = "1234", .value = std::nullopt}, now);
  EXPECT_FALSE(ownership.IsKeyOfAnotherNode("1234"));
  ownership.OnRecord({.offset = 3, .key = "1235", .value = kUp}, now);
  EXPECT_EQ(ownership.newest_offset(), 2);
}

}  // namespace
}  // namespace rollcall::agent
