// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

#include "agent/commands/publishing_session.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fake_publisher_loop.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/waiting.h"

namespace rollcall::agent {
namespace {

using rollcall::testing::Eventually;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Its one node is settled when the test says so.
class OneNodeLoop : public FakePublisherLoop {
 public:
  std::vector<PublicationStatus> Statuses() const override {
    PublicationStatus status;
    status.node_id = 5;
    status.is_settled = is_settled;
    return {status};
  }
  bool Flush(const Deadline& /*deadline*/) override { return is_settled; }

  std::atomic<bool> is_settled = false;
};

class SessionOnLoopTest : public ::testing::Test {
 protected:
  std::unique_ptr<PublishingSession> Start() {
    const auto start = [this](PublisherObserver& observer) -> absl::StatusOr<std::unique_ptr<PublisherLoop>> {
      observer_ = &observer;
      auto loop = std::make_unique<OneNodeLoop>();
      loop_ = loop.get();
      return loop;
    };
    auto session = PublishingSession::StartOn(start, {.health_file = health_file_, .metrics_listen = ""}, context_);
    EXPECT_TRUE(session.ok()) << session.status();
    return session.ok() ? *std::move(session) : nullptr;
  }
  bool IsHealthy() const { return std::filesystem::exists(health_file_); }

  const rollcall::testing::TemporaryFolder folder_;
  const std::string health_file_ = folder_ / "healthy";
  rollcall::testing::CapturedLog log_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Cancellation cancellation_;
  CommandContext context_{.in = in_, .out = out_, .err = err_, .cancellation = cancellation_};
  OneNodeLoop* loop_ = nullptr;
  PublisherObserver* observer_ = nullptr;
};

TEST_F(SessionOnLoopTest, IsHealthyOnceTheSourceWorksAndTheTopicShowsItsStatus) {
  const auto session = Start();
  loop_->is_settled = true;
  observer_->OnPublished(5, 7, NodePublication::Cause::kChange);
  EXPECT_FALSE(IsHealthy()) << "no status came from the source yet";
  session->ReportSource(absl::OkStatus());
  EXPECT_TRUE(Eventually([&] { return IsHealthy(); }));
  session->ReportSource(absl::NotFoundError("no file"));
  EXPECT_TRUE(Eventually([&] { return !IsHealthy(); }));
}

TEST_F(SessionOnLoopTest, LogsWhatHappens) {
  const auto session = Start();
  observer_->OnPublished(5, 7, NodePublication::Cause::kChange);
  EXPECT_THAT(log_.Lines(), HasSubstr("info msg=published node_id=5 offset=7 cause=change"));
  observer_->OnPublished(5, 8, NodePublication::Cause::kLease);
  EXPECT_THAT(log_.Lines(), HasSubstr("debug msg=published node_id=5 offset=8 cause=lease"));
  observer_->OnFailure(absl::UnavailableError("no broker"));
  EXPECT_THAT(log_.Lines(), AllOf(HasSubstr("warning"), HasSubstr("fault=\"no broker\"")));
  observer_->OnYielded(5, "run:2:b", 8);
  EXPECT_THAT(log_.Lines(), AllOf(HasSubstr("node_id=5"), HasSubstr("by=run:2:b"), HasSubstr("offset=8")));
  observer_->OnTookOver(5);
  EXPECT_THAT(log_.Lines(), HasSubstr("node_id=5"));
  observer_->OnOverwritten(5, "", 9);
  EXPECT_THAT(log_.Lines(), AllOf(HasSubstr("by=unknown"), HasSubstr("offset=9")));
  session->ReportSource(absl::NotFoundError("no file"));
  EXPECT_THAT(log_.Lines(), HasSubstr("no file"));
  session->ReportSource(absl::OkStatus());
  EXPECT_THAT(log_.Lines(), HasSubstr("the source works again"));
}

TEST_F(SessionOnLoopTest, FinishSaysWhyTheLastStatusIsMissing) {
  const auto session = Start();
  observer_->OnFailure(absl::UnavailableError("no broker at kafka-1"));
  EXPECT_EQ(session->Finish(Deadline(absl::ZeroDuration())), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("no broker at kafka-1"));
  loop_->is_settled = true;
  EXPECT_EQ(session->Finish(Deadline(absl::ZeroDuration())), kExitYes);
}

}  // namespace
}  // namespace rollcall::agent
