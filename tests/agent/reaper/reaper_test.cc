// SPDX-License-Identifier: Apache-2.0
#include "agent/reaper/reaper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/cancellation.h"
#include "tests/testing/scripted_stub.h"
#include "tests/testing/status_messages.h"

namespace rollcall::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Noon;
using ::testing::Not;

constexpr int64_t kLeaseSeconds = 2;

class FakeReapSink final : public ReapSink {
 public:
  absl::Status Check(const v1::Header& /*header*/, const Deadline& /*deadline*/) override { return check; }
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& /*deadline*/) override {
    if (!append.ok()) return append;
    records.push_back(record);
    return 100;
  }

  absl::Status check;
  absl::Status append;
  std::vector<Record> records;
};

class FakeObserver final : public ReaperObserver {
 public:
  void OnLook(const v1::Header& /*header*/, const ReapDecision& /*decision*/, const absl::Status& health) override {
    healths.push_back(health);
  }
  void OnLost(const std::string& /*server*/, const absl::Status& why) override {
    losses.push_back(why);
    if (on_lost) on_lost();
  }
  void OnResumed(const std::string& /*server*/) override {}
  void OnReaped(const v1::NodeStatus& node, int64_t offset, const std::string& /*reason*/) override {
    reaped.emplace_back(node.node_id(), offset);
  }

  std::vector<absl::Status> healths;
  std::vector<absl::Status> losses;
  std::vector<std::pair<int32_t, int64_t>> reaped;
  std::function<void()> on_lost;
};

v1::NodeStatus Leased(int32_t id, int64_t revision) {
  v1::NodeStatus node = testing::UpNode(id, revision);
  node.mutable_lease()->set_seconds(kLeaseSeconds);
  node.set_raw_key("key");
  return node;
}

// A server that shows node 1, which is silent, and node 2, whose record is another one each second. After so many
// messages the test ends.
class ReaperTest : public ::testing::Test {
 protected:
  ReaperTest() {
    servers_.on_list_nodes = [this](const std::string&, absl::Duration, v1::ListNodesResponse& answer) {
      ++listings_;
      if (!list_error_.ok()) return list_error_;
      answer = testing::ListingOf({Leased(1, silent_revision_)}, 99);
      return absl::OkStatus();
    };
  }

  void RunFor(int seconds) {
    std::vector<testing::WatchStep> steps;
    for (int i = 0; i < seconds; ++i) {
      steps.emplace_back(testing::SnapshotOf({Leased(1, 1), Leased(2, 10 + i)}, 10 + i, "token"));
      steps.emplace_back(testing::Silence{.length = absl::Seconds(1)});
    }
    steps.emplace_back(absl::UnavailableError("the end"));
    servers_.AddWatch("a:1", std::move(steps));
    observer_.on_lost = [this] { cancellation_.Cancel(); };
    Run();
  }

  void Run() {
    ReaperOptions options;
    options.client.servers = {"a:1"};
    options.instance = {.kind = kReaperKind, .generation = 1, .id = "id"};
    options.host = "host";
    Reaper reaper(options, servers_, sink_, observer_, cancellation_, clock_,
                  [this] { return Moment{.running = clock_.Now().steady(), .instant = clock_.Now()}; });
    reaper.Run();
  }

  testing::ManualClock clock_;
  testing::ScriptedServers servers_{clock_};
  Cancellation cancellation_;
  FakeReapSink sink_;
  FakeObserver observer_;
  absl::Status list_error_;
  int64_t silent_revision_ = 1;
  int listings_ = 0;
};

TEST_F(ReaperTest, WritesForTheSilentNodeOnce) {
  RunFor(12);
  ASSERT_EQ(sink_.records.size(), 1);
  EXPECT_EQ(sink_.records[0].key, "key");
  EXPECT_THAT(*sink_.records[0].value, HasSubstr("\"status\":\"down\""));
  EXPECT_THAT(observer_.reaped, ElementsAre(std::pair<int32_t, int64_t>(1, 100)));
  EXPECT_TRUE(observer_.healths.back().ok()) << observer_.healths.back();
}

TEST_F(ReaperTest, DoesNothingBeforeThreeLeases) {
  RunFor(3 * kLeaseSeconds);
  EXPECT_THAT(sink_.records, IsEmpty());
  EXPECT_EQ(listings_, 0);
}

TEST_F(ReaperTest, DoesNotWriteIfTheListingShowsAnotherRecord) {
  silent_revision_ = 50;
  RunFor(12);
  EXPECT_GT(listings_, 0);
  EXPECT_THAT(sink_.records, IsEmpty());
}

TEST_F(ReaperTest, DoesNotWriteToAnotherTopic) {
  sink_.check = absl::FailedPreconditionError("another cluster");
  RunFor(12);
  EXPECT_EQ(listings_, 0);
  EXPECT_THAT(sink_.records, IsEmpty());
  EXPECT_EQ(observer_.healths.back(), sink_.check);
}

TEST_F(ReaperTest, ReportsWhatFailsAndTriesAgain) {
  sink_.append = absl::UnavailableError("not acknowledged");
  RunFor(12);
  EXPECT_GT(listings_, 1);
  EXPECT_EQ(observer_.healths.back(), sink_.append);
}

TEST_F(ReaperTest, ReportsAListingThatFails) {
  list_error_ = absl::UnavailableError("no listing");
  RunFor(12);
  EXPECT_THAT(sink_.records, IsEmpty());
  EXPECT_THAT(std::string(observer_.healths.back().message()), HasSubstr("no listing"));
}

TEST_F(ReaperTest, GoesOnAfterAFinalError) {
  servers_.AddWatch("a:1", {absl::FailedPreconditionError("the topic is unsuitable")});
  servers_.AddWatch("a:1", {absl::FailedPreconditionError("the topic is unsuitable")});
  observer_.on_lost = [this] {
    if (observer_.losses.size() == 2) cancellation_.Cancel();
  };
  Run();
  EXPECT_EQ(servers_.calls().size(), 2);
}

TEST_F(ReaperTest, ReportsADigestThatIsWrongAgain) {
  v1::WatchStatusResponse wrong = testing::SnapshotOf({Leased(1, 1)}, 1, "token");
  wrong.mutable_checkpoint()->mutable_header()->set_digest(1);
  servers_.AddWatch("a:1", {wrong});
  servers_.AddWatch("a:1", {wrong});
  observer_.on_lost = [this] { cancellation_.Cancel(); };
  Run();
  ASSERT_EQ(observer_.losses.size(), 1u);
  EXPECT_THAT(observer_.losses[0].message(), HasSubstr("do not match its digest"));
}

TEST_F(ReaperTest, AsksForEvidenceEachSecond) {
  RunFor(1);
  ASSERT_THAT(servers_.calls(), Not(IsEmpty()));
  EXPECT_EQ(servers_.calls()[0].request.heartbeat_interval().seconds(), 1);
}

}  // namespace
}  // namespace rollcall::agent
