// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/publication_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/publisher/content.h"

namespace rollcall::agent {
namespace {

using Kind = PublicationEvent::Kind;

PublicationOptions Options() {
  PublicationOptions options;
  options.coalesce = absl::ZeroDuration();
  return options;
}

class PublicationSetTest : public ::testing::Test {
 protected:
  // Publishes what is due, as far as possible.
  int Publish() {
    int records = 0;
    while (set_.Next(now_).has_value()) {
      set_.OnAcked(end_++, now_);
      ++records;
    }
    return records;
  }
  void Read(int32_t node_id, const std::string& instance) {
    const std::string key = KeyOf(node_id, KeyFormat::kBinary);
    const std::string value = R"({"node_id":)" + std::to_string(node_id) +
                              R"(,"status":"up","coprocessors":{},"instance":")" + instance + R"("})";
    ReadRecord record;
    record.offset = end_++;
    record.key = key;
    record.value = value;
    set_.OnRecord(record, now_);
  }
  void Replay() {
    set_.OnReplayStarted();
    set_.OnCaughtUp(end_, now_, now_);
  }

  PublicationSet set_{{.kind = "run", .generation = 100, .id = "ours"}, Options()};
  Instant now_{absl::UnixEpoch() + absl::Hours(1)};
  int64_t end_ = 0;
};

TEST_F(PublicationSetTest, ANewNodeDoesNotCountWhatWasReadBefore) {
  EXPECT_TRUE(set_.Set(1, DownContent(1, ""), now_));
  EXPECT_FALSE(set_.Set(1, DownContent(1, "again"), now_)) << "no new node";
  set_.OnCaughtUp(0, now_, now_);  // of a replay that started before
  EXPECT_EQ(Publish(), 0);
  Replay();
  EXPECT_EQ(Publish(), 1);
}

TEST_F(PublicationSetTest, WithoutReadingANewNodeIsPublishedAtOnce) {
  set_.SetFollows(false);
  set_.Set(1, DownContent(1, ""), now_);
  EXPECT_EQ(Publish(), 1);
}

TEST_F(PublicationSetTest, TheNodesTakeTurns) {
  for (int32_t node = 1; node <= 3; ++node) set_.Set(node, DownContent(node, ""), now_);
  Replay();
  for (const int32_t expected : {1, 2, 3}) {
    for (int32_t node = 1; node <= 3; ++node) {  // each changes all the time
      set_.Set(node, DownContent(node, std::to_string(expected)), now_);
    }
    ASSERT_TRUE(set_.Next(now_).has_value());
    EXPECT_EQ(set_.node_in_flight(), expected);
    set_.OnAcked(end_++, now_);
  }
}

TEST_F(PublicationSetTest, TellsWhatHappenedToWhichNode) {
  set_.Set(1, DownContent(1, ""), now_);
  set_.Set(2, DownContent(2, ""), now_);
  Replay();
  Publish();
  EXPECT_TRUE(set_.TakeEvents().empty());
  Read(1, "reaper:1:r");
  Read(2, "run:1000:other");
  Read(3, "run:1000:other");
  const std::vector<PublicationEvent> events = set_.TakeEvents();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, Kind::kOverwritten);
  EXPECT_EQ(events[0].node_id, 1);
  EXPECT_EQ(events[0].by, "reaper:1:r");
  EXPECT_EQ(events[1].kind, Kind::kYielded);
  EXPECT_EQ(events[1].node_id, 2);
  EXPECT_EQ(events[1].offset, 3);
  EXPECT_TRUE(set_.TakeEvents().empty());
  EXPECT_FALSE(set_.IsSettled()) << "node 1 has to be corrected";
  Publish();
  EXPECT_TRUE(set_.IsSettled());
  EXPECT_TRUE(set_.Statuses()[1].has_yielded);
}

TEST_F(PublicationSetTest, ANodeThatWaitsForTheEndOfTheLogIsNotDueByTime) {
  set_.Set(1, DownContent(1, ""), now_);
  Replay();
  Publish();
  Read(1, "run:1000:other");
  Read(1, "somebody");
  now_ += absl::Minutes(2);  // the newer one may make a pause before its correction
  EXPECT_TRUE(set_.NeedsEnd(now_));
  EXPECT_EQ(set_.NextTime(now_), Instant::InfiniteFuture());
  set_.TakeEvents();
  set_.OnCaughtUp(end_, now_, now_);
  EXPECT_EQ(Publish(), 1);
  ASSERT_EQ(set_.TakeEvents().size(), 1u) << "took over";
}

TEST_F(PublicationSetTest, ARetiredNodeStaysAsOthersLeaveIt) {
  set_.Retire(1, now_);
  Replay();
  EXPECT_GE(Publish(), 1);
  Read(1, "somebody");
  EXPECT_TRUE(set_.TakeEvents().empty());
  EXPECT_EQ(Publish(), 0);
}

class LeasedSetTest : public PublicationSetTest {
 protected:
  LeasedSetTest() : leased_({.kind = "run", .generation = 100, .id = "ours"}, Leased()) {
    leased_.Set(1, content_, now_);
    leased_.OnReplayStarted();
    leased_.OnCaughtUp(0, now_, now_);
    EXPECT_TRUE(Append());
  }
  static PublicationOptions Leased() {
    PublicationOptions options = Options();
    options.lease = absl::Minutes(1);
    return options;
  }
  bool Append() {
    if (!leased_.Next(now_).has_value()) return false;
    leased_.OnAcked(end_++, now_);
    return true;
  }

  const std::string content_ = R"({"node_id":1,"status":"up","coprocessors":{}})";
  PublicationSet leased_;
};

TEST_F(LeasedSetTest, ALeaseThatIsNotRenewedEnds) {
  now_ += absl::Minutes(1);
  EXPECT_TRUE(Append()) << "it is renewed at first";
  leased_.StopRenewing(1);
  leased_.StopRenewing(2);  // was never set
  now_ += absl::Hours(1);
  EXPECT_FALSE(Append());
  EXPECT_EQ(leased_.NextTime(now_), Instant::InfiniteFuture());
  EXPECT_TRUE(leased_.IsSettled());
  leased_.Set(1, content_, now_);
  EXPECT_TRUE(Append()) << "it is the same status, but it is known to be true again";
}

TEST_F(LeasedSetTest, ALeaseIsRenewedWhileTheEndOfTheLogIsAwaited) {
  now_ += absl::Seconds(11);  // our record was not read: the reader may be cut off
  ASSERT_TRUE(leased_.NeedsEnd(now_));
  const Instant due = leased_.NextTime(now_);
  EXPECT_LT(due, now_ + absl::Minutes(1));
  now_ = due;
  EXPECT_TRUE(Append());
}

TEST_F(LeasedSetTest, WhatIsNotRenewedIsNotCorrected) {
  leased_.StopRenewing(1);
  const std::string key = KeyOf(1, KeyFormat::kBinary);
  ReadRecord record;
  record.offset = end_++;
  record.key = key;
  record.value = R"({"node_id":1,"status":"down","coprocessors":{},"instance":"reaper:5:x"})";
  leased_.OnRecord(record, now_);
  EXPECT_FALSE(Append());
  leased_.Set(1, content_, now_);
  EXPECT_TRUE(Append());
}

}  // namespace
}  // namespace rollcall::agent
