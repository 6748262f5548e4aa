// SPDX-License-Identifier: Apache-2.0
// A watch survives its connections, resumes where it was and reports outages. The clock is the test's.
#include "client/lib/watch/resuming_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rollcall/client/error.h"
#include "rollcall/instant.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/received_error.h"
#include "tests/testing/scripted_stub.h"

namespace rollcall::client {
namespace {

using namespace rollcall::testing;  // NOLINT: the messages of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The largest number that the watch may get: each pause is then the whole step of the backoff, to the nanosecond.
double AlmostOne() { return std::nextafter(1.0, 0.0); }

class RecordingObserver final : public WatchObserver {
 public:
  void OnWaiting(const Waiting& waiting) override {
    events.push_back(absl::StrCat("waiting for ", waiting.min_revision.value_or(-1), " at ", waiting.server));
  }
  void OnLost(const Lost& lost) override {
    events.push_back(
        absl::StrCat(lost.phase == Phase::kReconnection ? "lost " : "no ", lost.server, ": ", Summary(lost.why)));
  }
  void OnResumed(const Resumed& resumed) override {
    events.push_back(absl::StrCat(resumed.phase == Phase::kReconnection ? "resumed " : "connected ", resumed.server));
  }
  std::vector<std::string> events;
};

class ResumingWatchTest : public ::testing::Test {
 protected:
  std::unique_ptr<ResumingWatch> Watch(std::vector<std::string> servers, const v1::WatchStatusRequest& request = {}) {
    return std::make_unique<ResumingWatch>(std::move(servers), WatchTimes(), request, servers_, clock_, cancellation_,
                                           observer_, AlmostOne);
  }
  // Waits for the next message. Any other result fails the test.
  v1::WatchStatusResponse Message(ResumingWatch& watch) {
    v1::WatchStatusResponse message;
    EXPECT_EQ(watch.Next(Instant::InfiniteFuture(), message), WatchRead::kMessage);
    return message;
  }
  absl::Status End(ResumingWatch& watch) {
    v1::WatchStatusResponse message;
    EXPECT_EQ(watch.Next(Instant::InfiniteFuture(), message), WatchRead::kEnd);
    return watch.Finish();
  }

  ManualClock clock_;
  Cancellation cancellation_;
  ScriptedServers servers_{clock_};
  RecordingObserver observer_;
};

const auto kBroken = absl::UnavailableError("Socket closed");

TEST_F(ResumingWatchTest, ResumesWithTheNewestToken) {
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), WithCheckpoint({}, {UpNode(1, 1)}, 5, "t5"),
                            UpdateOf({UpNode(1, 6)}), kBroken});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {UpNode(1, 6)}, 6, "t6")});
  v1::WatchStatusRequest request;
  request.set_min_revision(1);
  auto watch = Watch({"a:1"}, request);
  for (int i = 0; i < 4; ++i) Message(*watch);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "t5");
  EXPECT_FALSE(servers_.calls()[1].request.has_min_revision());
  EXPECT_THAT(observer_.events, ElementsAre("lost a:1: Socket closed", "resumed a:1"));
}

TEST_F(ResumingWatchTest, StartsWithoutATokenIfTheServerSaysSo) {
  const grpc::Status start_again = ServerError(grpc::StatusCode::ABORTED, "SOMETHING_NEW", "start again");
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t1"), ReceivedError(start_again)});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t2")});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 2; ++i) Message(*watch);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "");
}

TEST_F(ResumingWatchTest, ResumesAfterAWatchThatWasEndedForAReasonOfTheTransport) {
  for (const absl::Status& why : {absl::ResourceExhaustedError("ENHANCE_YOUR_CALM"), absl::CancelledError("reset")}) {
    servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t1"), why});
  }
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t2")});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 3; ++i) Message(*watch);
  EXPECT_EQ(servers_.calls()[2].request.resume_token(), "t1");
}

// The client still holds the nodes that the token is about.
TEST_F(ResumingWatchTest, AStreamCutInASnapshotResumesWithTheTokenFromBeforeIt) {
  v1::WatchStatusResponse begun = UpdateOf({UpNode(1, 6)});
  begun.mutable_snapshot_started()->set_reason(v1::SnapshotStarted::REASON_TOPIC_CHANGED);
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 1)}, 1, "t1"), begun, kBroken});
  servers_.AddWatch("a:1", {SnapshotOf({UpNode(1, 6)}, 6, "t6")});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 3; ++i) Message(*watch);
  ASSERT_EQ(servers_.calls().size(), 2u);
  EXPECT_EQ(servers_.calls()[1].request.resume_token(), "t1");
}

TEST_F(ResumingWatchTest, CountsItsCalls) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), UpdateOf({UpNode(1, 1)}), kBroken});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), SnapshotOf({}, 1, "t")});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});
  auto watch = Watch({"a:1"});
  EXPECT_EQ(watch->calls(), 0);
  for (const int64_t call : {1, 1, 2}) {
    Message(*watch);
    EXPECT_EQ(watch->calls(), call);
  }
  watch->OnDigestDiffered(HeaderOf({}, 1));
  Message(*watch);
  EXPECT_EQ(watch->calls(), 3);
}

TEST_F(ResumingWatchTest, FailsOverWithoutAPauseAndPausesAfterAWholeRound) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), kBroken});
  servers_.AddWatch("c:1", {SnapshotOf({}, 1, "t")});
  auto watch = Watch({"a:1", "b:1", "c:1"});
  Message(*watch);
  Message(*watch);
  EXPECT_EQ(watch->server(), "c:1");
  EXPECT_TRUE(clock_.slept().empty());
  EXPECT_THAT(observer_.events, ElementsAre("lost a:1: Socket closed", "resumed c:1"));
}

TEST_F(ResumingWatchTest, PausesGrowUntilAServerIsBackAndNeverEnd) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), kBroken});
  for (int i = 0; i < 8; ++i) servers_.AddWatch("a:1", {absl::UnavailableError("Connection refused")});
  servers_.AddWatch("a:1", {WithCheckpoint({}, {}, 1, "t")});
  auto watch = Watch({"a:1"});
  Message(*watch);
  Message(*watch);
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200), absl::Milliseconds(400),
                                          absl::Milliseconds(800), absl::Milliseconds(1600), absl::Milliseconds(3200),
                                          absl::Seconds(5), absl::Seconds(5), absl::Seconds(5)));
  EXPECT_EQ(observer_.events.size(), 2u) << "one outage is reported once";
}

TEST_F(ResumingWatchTest, AServerThatBreaksEveryStreamIsNotCalledWithoutAPause) {
  for (int i = 0; i < 4; ++i) servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), kBroken});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 4; ++i) Message(*watch);
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200), absl::Milliseconds(400)));
}

TEST_F(ResumingWatchTest, AStreamThatLastedResetsTheBackoff) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), kBroken});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), Silence{absl::Seconds(20)}, kBroken});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 3; ++i) Message(*watch);
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Milliseconds(100), absl::Milliseconds(100)));
}

TEST_F(ResumingWatchTest, ASilentStreamCountsAsDead) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});  // then silent without end
  servers_.AddWatch("b:1", {WithCheckpoint({}, {}, 2, "t2")});
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(4);
  auto watch = Watch({"a:1", "b:1"}, request);
  Message(*watch);
  const Instant before = clock_.Now();
  EXPECT_EQ(Message(*watch).checkpoint().header().revision(), 2);
  EXPECT_EQ(clock_.Now() - before, absl::Seconds(2 * 4 + 5));
  EXPECT_THAT(observer_.events, ElementsAre("lost a:1: silent for 13s", "resumed b:1"));
}

TEST_F(ResumingWatchTest, TheCallersTimeLimitIsKeptAndTheStreamContinues) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), Silence{absl::Seconds(10)}, WithCheckpoint({}, {}, 2, "t2")});
  auto watch = Watch({"a:1"});
  Message(*watch);
  const Instant until = clock_.Now() + absl::Seconds(3);
  v1::WatchStatusResponse message;
  EXPECT_EQ(watch->Next(until, message), WatchRead::kTimeout);
  EXPECT_EQ(clock_.Now(), until);
  EXPECT_EQ(Message(*watch).checkpoint().header().revision(), 2);
  EXPECT_EQ(servers_.calls().size(), 1u);
}

TEST_F(ResumingWatchTest, APauseDoesNotOutlastTheCallersTimeLimit) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), kBroken});
  auto watch = Watch({"a:1"});
  Message(*watch);
  v1::WatchStatusResponse message;
  const Instant until = clock_.Now() + absl::Milliseconds(30);
  EXPECT_EQ(watch->Next(until, message), WatchRead::kTimeout);
  EXPECT_EQ(clock_.Now(), until);
}

TEST_F(ResumingWatchTest, TheFirstConnectionHasALimit) {
  auto watch = Watch({"a:1", "b:1"});
  const Instant before = clock_.Now();
  const absl::Status end = End(*watch);
  EXPECT_EQ(clock_.Now() - before, absl::Seconds(10));
  EXPECT_EQ(end.message(), "no server could be reached: a:1 (connection refused), b:1 (connection refused)");
  EXPECT_THAT(observer_.events, ElementsAre("no a:1: connection refused"));
}

TEST_F(ResumingWatchTest, AFirstConnectionAfterAFailureIsReportedAsSuch) {
  servers_.AddWatch("b:1", {SnapshotOf({}, 1, "t")});
  Message(*Watch({"a:1", "b:1"}));
  EXPECT_THAT(observer_.events, ElementsAre("no a:1: connection refused", "connected b:1"));
}

TEST_F(ResumingWatchTest, TheWaitForARevisionEndsWithTheLimitOfTheFirstConnection) {
  v1::WatchStatusRequest request;
  request.set_min_revision(7);
  servers_.AddWatch("b:1", {Silence()});
  auto watch = Watch({"a:1", "b:1"}, request);
  const Instant before = clock_.Now();
  const absl::Status end = End(*watch);
  EXPECT_EQ(clock_.Now() - before, absl::Seconds(10));
  EXPECT_THAT(observer_.events, ElementsAre("no a:1: connection refused"));
  EXPECT_EQ(ReasonOf(end), "REVISION_NOT_REACHED");
  EXPECT_EQ(end.message(), "revision 7 was not reached within 10s: a:1 (connection refused), b:1 (no answer in time)");
}

TEST_F(ResumingWatchTest, ASecondWithoutAnAnswerIsReportedOnce) {
  servers_.AddWatch("a:1", {Silence{absl::Seconds(3)}, SnapshotOf({}, 9, "t"), Silence{absl::Seconds(3)},
                            WithCheckpoint({}, {}, 9, "t")});
  v1::WatchStatusRequest request;
  request.set_min_revision(7);
  auto watch = Watch({"a:1"}, request);
  v1::WatchStatusResponse message;
  EXPECT_EQ(watch->Next(clock_.Now() + absl::Milliseconds(999), message), WatchRead::kTimeout);
  EXPECT_TRUE(observer_.events.empty());
  Message(*watch);
  Message(*watch);
  EXPECT_THAT(observer_.events, ElementsAre("waiting for 7 at a:1"));
}

TEST_F(ResumingWatchTest, AWatchWithoutARevisionIsNotSaidToWaitForOne) {
  servers_.AddWatch("a:1", {Silence()});
  EXPECT_EQ(End(*Watch({"a:1"})).message(), "no server could be reached: a:1 (no answer in time)");
}

TEST_F(ResumingWatchTest, FinalErrorsEndIt) {
  servers_.AddWatch("a:1", {absl::InvalidArgumentError("bad glob")});
  EXPECT_EQ(End(*Watch({"a:1", "b:1"})).message(), "bad glob");
  EXPECT_EQ(servers_.calls().size(), 1u);
  EXPECT_TRUE(observer_.events.empty());
}

TEST_F(ResumingWatchTest, CodesOfABrokenTransportDoNot) {
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), absl::InternalError("Received RST_STREAM with error code 2")});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t"), absl::UnknownError("")});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});
  auto watch = Watch({"a:1"});
  for (int i = 0; i < 3; ++i) Message(*watch);
}

TEST_F(ResumingWatchTest, WaitsAsLongAsTheServerAsksFor) {
  const grpc::Status limit =
      ServerError(grpc::StatusCode::RESOURCE_EXHAUSTED, "WATCHER_LIMIT", "full", absl::Seconds(7));
  servers_.AddWatch("a:1", {ReceivedError(limit)});
  servers_.AddWatch("a:1", {SnapshotOf({}, 1, "t")});
  Message(*Watch({"a:1"}));
  EXPECT_THAT(clock_.slept(), ElementsAre(absl::Seconds(7)));
}

TEST_F(ResumingWatchTest, CancellingEndsAPause) {
  auto watch = Watch({"a:1"});
  clock_.on_sleep = [this] { cancellation_.Cancel(); };
  EXPECT_TRUE(absl::IsCancelled(End(*watch)));
}

}  // namespace
}  // namespace rollcall::client
