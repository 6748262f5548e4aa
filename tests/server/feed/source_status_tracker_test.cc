// SPDX-License-Identifier: Apache-2.0
#include "server/feed/source_status_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "rollcall/instant.h"
#include "tests/testing/captured_log.h"

namespace rollcall::feed {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Progress = SourceStatusTracker::Progress;

constexpr char kReplayingText[] = "being read from its start";
constexpr char kNoBrokerText[] = "no broker";
constexpr char kUnconfirmedText[] = "for 5 s nothing has confirmed that this is the newest state";

class SourceStatusTrackerTest : public ::testing::Test {
 protected:
  std::string Lines() { return log_.Lines(); }
  int64_t LineCount() {
    const std::string lines = Lines();
    return std::count(lines.begin(), lines.end(), '\n');
  }

  const state::SourceStatus& Update(const Progress& progress) { return tracker_.Update(progress, now_); }
  const state::SourceStatus& UpdateWhileTailing() { return Update({.is_tailing = true}); }
  void Confirm() {
    Answer();
    tracker_.SetAsOf(now_);
  }
  void Answer() { tracker_.OnProbe(absl::OkStatus()); }
  void Describe(const absl::Status& usable) { tracker_.OnDescription(usable, /*broker_answered=*/true); }
  void FailToDescribe(const absl::Status& why) { tracker_.OnDescription(why, /*broker_answered=*/false); }

  testing::CapturedLog log_;
  Instant now_{absl::FromUnixSeconds(1'700'000'000)};
  SourceStatusTracker tracker_{"t", 7, now_};
};

// --- states ---

TEST_F(SourceStatusTrackerTest, IsDisconnectedUntilABrokerAnswers) {
  const state::SourceStatus& source = Update({});
  EXPECT_EQ(source.state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(source.topic, "t");
  EXPECT_EQ(source.state_since, now_);
  EXPECT_FALSE(tracker_.IsUsable());
  FailToDescribe(absl::UnavailableError(kNoBrokerText));
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(Update({}).detail, kNoBrokerText);
}

TEST_F(SourceStatusTrackerTest, IsBehindOnceABrokerHasAnswered) {
  Answer();
  const state::SourceStatus& source = Update({});
  EXPECT_EQ(source.state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(source.detail, kReplayingText);
  EXPECT_FALSE(tracker_.IsUsable());
}

TEST_F(SourceStatusTrackerTest, IsCurrentForFiveSecondsAfterEvidence) {
  Confirm();
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_CURRENT);
  now_ += absl::Seconds(5);
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_CURRENT);
  EXPECT_EQ(UpdateWhileTailing().detail, "");
  now_ += absl::Milliseconds(1);
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_BEHIND);
  EXPECT_EQ(UpdateWhileTailing().detail, kUnconfirmedText);
}

TEST_F(SourceStatusTrackerTest, IsNotCurrentBeforeTheFirstReadIsDone) {
  Confirm();
  EXPECT_EQ(Update({.is_tailing = false}).state, v1::SOURCE_STATE_BEHIND);
}

TEST_F(SourceStatusTrackerTest, NothingIsConfirmedWithoutEvidence) {
  EXPECT_EQ(tracker_.TimeSinceConfirmed(now_), absl::InfiniteDuration());
  Confirm();
  EXPECT_EQ(tracker_.TimeSinceConfirmed(now_ + absl::Seconds(3)), absl::Seconds(3));
}

TEST_F(SourceStatusTrackerTest, AMissingTopicIsReportedAlthoughEvidenceIsFresh) {
  Confirm();
  Describe(absl::NotFoundError("no topic"));
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_TOPIC_MISSING);
  EXPECT_EQ(UpdateWhileTailing().detail, "no topic");
  EXPECT_FALSE(tracker_.IsUsable());
}

TEST_F(SourceStatusTrackerTest, AnUnsuitableTopicIsReportedAlthoughEvidenceIsFresh) {
  Confirm();
  Describe(absl::FailedPreconditionError("3 partitions"));
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_TOPIC_UNSUITABLE);
  EXPECT_EQ(UpdateWhileTailing().detail, "3 partitions");
  EXPECT_FALSE(tracker_.IsUsable());
}

TEST_F(SourceStatusTrackerTest, ATopicBecomesUsableAgain) {
  Confirm();
  Describe(absl::NotFoundError("no topic"));
  Describe(absl::OkStatus());
  EXPECT_TRUE(tracker_.IsUsable());
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_CURRENT);
}

TEST_F(SourceStatusTrackerTest, ABrokerThatDoesNotAnswerChangesNothingAboutTheTopic) {
  Describe(absl::NotFoundError("no topic"));
  FailToDescribe(absl::UnavailableError("no broker"));
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_TOPIC_MISSING);
  Describe(absl::OkStatus());
  FailToDescribe(absl::UnavailableError("no broker"));
  EXPECT_TRUE(tracker_.IsUsable());
}

TEST_F(SourceStatusTrackerTest, IsDisconnectedOnceEvidenceIsOldAndNoBrokerAnswers) {
  Confirm();
  FailToDescribe(absl::UnavailableError("no broker"));
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_CURRENT);
  now_ += absl::Seconds(6);
  EXPECT_EQ(UpdateWhileTailing().state, v1::SOURCE_STATE_DISCONNECTED);
  EXPECT_EQ(UpdateWhileTailing().detail, "no broker");
}

TEST_F(SourceStatusTrackerTest, AnAnswerOfAnyKindEndsADisconnection) {
  FailToDescribe(absl::UnavailableError("no broker"));
  tracker_.OnProbe(absl::UnavailableError("no end"));
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_DISCONNECTED);
  tracker_.OnProbe(absl::OkStatus());
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_BEHIND);
  FailToDescribe(absl::UnavailableError("no broker"));
  Describe(absl::OkStatus());
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_BEHIND);
}

TEST_F(SourceStatusTrackerTest, AnAnswerEndsAFaultOnlyUntilTheNextFailure) {
  Describe(absl::OkStatus());
  FailToDescribe(absl::UnavailableError("no broker"));
  EXPECT_EQ(Update({}).state, v1::SOURCE_STATE_DISCONNECTED);
}

TEST_F(SourceStatusTrackerTest, AStateBeginsWhenItChanges) {
  const Instant start = now_;
  now_ += absl::Seconds(1);
  EXPECT_EQ(Update({}).state_since, start);
  Confirm();
  EXPECT_EQ(UpdateWhileTailing().state_since, now_);
  now_ += absl::Seconds(1);
  EXPECT_EQ(UpdateWhileTailing().state_since, now_ - absl::Seconds(1));
}

TEST_F(SourceStatusTrackerTest, PassesOnTheFactsAboutTheTopic) {
  Confirm();
  tracker_.SetClusterId("c");
  tracker_.SetTopicId("i");
  tracker_.SetLogStart(7);
  tracker_.MarkUntrusted(41);
  const state::SourceStatus& source = UpdateWhileTailing();
  EXPECT_EQ(source.cluster_id, "c");
  EXPECT_EQ(source.topic_id, "i");
  EXPECT_EQ(source.log_start, 7);
  EXPECT_EQ(source.as_of, now_);
  EXPECT_EQ(source.clock_id, 7u);
  EXPECT_EQ(source.untrusted, (state::UntrustedWindow{now_, 41}));
}

// --- the reason for being behind ---

TEST_F(SourceStatusTrackerTest, GivesTheReasonOfAFailedProbeWhileItLasts) {
  Answer();
  tracker_.OnProbe(absl::UnavailableError("no end"));
  EXPECT_EQ(Update({}).detail, "no end");
  tracker_.OnProbe(absl::OkStatus());
  EXPECT_EQ(Update({}).detail, kReplayingText);
}

TEST_F(SourceStatusTrackerTest, TheReasonForReadingAgainGoesBeforeAFailedProbe) {
  Answer();
  tracker_.OnProbe(absl::UnavailableError("no end"));
  tracker_.SetReplayReason("it was truncated");
  EXPECT_EQ(Update({}).detail, "read again from its start: it was truncated");
  tracker_.SetReplayReason("");
  EXPECT_EQ(Update({}).detail, "no end");
}

TEST_F(SourceStatusTrackerTest, AReadFaultGoesBeforeAllElseWhileItLasts) {
  Answer();
  tracker_.SetReplayReason("it was truncated");
  tracker_.OnReadFault("not authorized");
  EXPECT_EQ(Update({}).detail, "not authorized");
  tracker_.OnRead();
  EXPECT_EQ(Update({}).detail, "read again from its start: it was truncated");
}

// --- a log that goes on although nothing arrives ---

class StuckTest : public SourceStatusTrackerTest {
 protected:
  StuckTest() {
    Answer();
    tracker_.SetReplayReason("it was truncated");
  }
  // Fetches are answered for five seconds while reading does not come further than this.
  bool IsStuckAfter(Progress progress) {
    for (int i = 0; i <= 10; ++i) {
      progress.fetches = ++fetches_;
      Update(progress);
      if (i < 10) now_ += absl::Milliseconds(500);
    }
    return Update(progress).detail.starts_with("unreadable at offset ");
  }

  const Progress progress_{.next_offset = 3, .known_end = 4};
  uint64_t fetches_ = 0;
};

TEST_F(StuckTest, NamesTheOffsetFromWhichNothingArrives) {
  Update({.next_offset = 3});
  EXPECT_TRUE(IsStuckAfter(progress_));
  EXPECT_THAT(Update({.next_offset = 3, .known_end = 4, .fetches = fetches_}).detail,
              StartsWith("unreadable at offset 3: "));
}

TEST_F(StuckTest, IsNotStuckOnceSomethingArrives) {
  Update({.next_offset = 3});
  EXPECT_TRUE(IsStuckAfter(progress_));
  tracker_.OnRead();
  EXPECT_EQ(Update({.next_offset = 3, .known_end = 4, .fetches = fetches_}).detail,
            "read again from its start: it was truncated");
}

// What is known of the end is from before, and the broker has just come back.
TEST_F(StuckTest, AReplayThatBeginsAfterAQuietTimeIsNotStuck) {
  Update({.is_tailing = true, .end_was_reached = true, .next_offset = 5, .known_end = 5});
  now_ += absl::Minutes(1);
  EXPECT_THAT(Update({.next_offset = 0, .known_end = 5}).detail, StartsWith("read again"));
  EXPECT_THAT(Update({.next_offset = 0, .known_end = 5, .fetches = 1}).detail, StartsWith("read again"));
}

TEST_F(StuckTest, IsNotStuckAtTheEndOfTheLog) {
  Update({.next_offset = 4});
  EXPECT_FALSE(IsStuckAfter({.next_offset = 4, .known_end = 4}));
  EXPECT_FALSE(IsStuckAfter({.next_offset = 4}));
}

// The end of what is committed was reached; an open transaction has records after it.
TEST_F(StuckTest, AReplayThatHasReachedTheEndIsNotStuck) {
  Update({.next_offset = 3});
  EXPECT_FALSE(IsStuckAfter({.end_was_reached = true, .next_offset = 3, .known_end = 4}));
}

TEST_F(StuckTest, WhileTailingAProbeWouldHaveConfirmedTheEnd) {
  Update({.next_offset = 3});
  EXPECT_TRUE(IsStuckAfter({.is_tailing = true, .end_was_reached = true, .next_offset = 3, .known_end = 4}));
}

// --- log lines ---

TEST_F(SourceStatusTrackerTest, LogsAStateOnceWithItsReason) {
  Confirm();
  UpdateWhileTailing();
  EXPECT_EQ(Lines(), "info msg=\"source state\" state=SOURCE_STATE_CURRENT topic=t detail=\"\"\n");
  UpdateWhileTailing();
  EXPECT_THAT(Lines(), IsEmpty());
  Describe(absl::NotFoundError("no topic"));
  UpdateWhileTailing();
  EXPECT_EQ(Lines(), "warning msg=\"source state\" state=SOURCE_STATE_TOPIC_MISSING topic=t detail=\"no topic\"\n");
}

TEST_F(SourceStatusTrackerTest, LogsAnotherReasonForTheSameStateAfterTenSeconds) {
  Answer();
  now_ += absl::Seconds(10) - absl::Milliseconds(1);
  Update({});
  EXPECT_THAT(Lines(), IsEmpty());
  now_ += absl::Milliseconds(1);
  Update({});
  EXPECT_THAT(Lines(), HasSubstr(kReplayingText));
  tracker_.OnReadFault("not authorized");
  EXPECT_EQ(Update({}).detail, "not authorized") << "the status does not wait";
  EXPECT_THAT(Lines(), IsEmpty());
  now_ += absl::Seconds(10);
  Update({});
  EXPECT_THAT(Lines(), HasSubstr("not authorized"));
}

TEST_F(SourceStatusTrackerTest, AFirstAnswerThatTakesItsTimeIsNoFault) {
  FailToDescribe(absl::UnavailableError("no answer yet"));
  now_ += absl::Seconds(5) - absl::Milliseconds(1);
  Update({});
  EXPECT_THAT(Lines(), IsEmpty());
  now_ += absl::Milliseconds(1);
  Update({});
  EXPECT_THAT(Lines(), HasSubstr("state=SOURCE_STATE_DISCONNECTED topic=t detail=\"no answer yet\""));
}

TEST_F(SourceStatusTrackerTest, LogsSixLinesAMinuteAndThenHowItEnded) {
  const auto flap = [&](int times) {
    for (int i = 0; i < times; ++i) {
      Describe(i % 2 == 0 ? absl::NotFoundError("no topic") : absl::FailedPreconditionError("3 partitions"));
      Update({});
    }
  };
  flap(101);
  EXPECT_EQ(LineCount(), 6);
  now_ += absl::Minutes(1) - absl::Milliseconds(1);
  Update({});
  EXPECT_EQ(LineCount(), 0);
  now_ += absl::Milliseconds(1);
  Update({});
  EXPECT_THAT(Lines(), HasSubstr("no topic"));
  flap(101);
  EXPECT_EQ(LineCount(), 5) << "a new minute has begun";
}

}  // namespace
}  // namespace rollcall::feed
