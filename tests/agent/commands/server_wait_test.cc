// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/server_wait.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/testing/scripted_stub.h"

namespace rollcall::agent {
namespace {

constexpr int64_t kRevision = 42;

// One server, whose answers a test gives. An answer takes the time that the test says.
class RevisionWaitTest : public ::testing::Test, public client::Connector {
 protected:
  std::unique_ptr<client::Stub> Connect(const std::string& /*server*/) override {
    return std::make_unique<TestStub>(*this);
  }

  absl::Status Wait(absl::Duration timeout) {
    RevisionWait wait({"s:1"}, *this, clock_, cancellation_);
    absl::Status status = wait.Wait(5, kRevision, timeout);
    last_error_ = wait.LastError();
    return status;
  }

  class TestStub : public client::Stub {
   public:
    explicit TestStub(RevisionWaitTest& test) : test_(test) {}
    absl::Status ListNodes(const v1::ListNodesRequest& request, absl::Duration timeout,
                           v1::ListNodesResponse& response) override {
      test_.requests_.push_back(request);
      return test_.answer_(request, timeout, response);
    }
    absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest&, absl::Duration,
                                  v1::ListCoprocessorsResponse&) override {
      return absl::UnimplementedError("");
    }
    std::unique_ptr<client::WatchStream> WatchStatus(const v1::WatchStatusRequest&, Cancellation&) override {
      return nullptr;
    }

   private:
    RevisionWaitTest& test_;
  };

  // A server that is behind: it waits for the revision, in vain, and answers without one.
  void BeBehind() {
    answer_ = [this](const v1::ListNodesRequest& request, absl::Duration timeout, v1::ListNodesResponse& response) {
      response.mutable_header()->set_revision(kRevision - 1);
      if (!request.has_min_revision()) return absl::OkStatus();
      clock_.AdvanceTo(clock_.Now() + timeout);
      return absl::DeadlineExceededError("in vain");
    };
  }

  rollcall::testing::ManualClock clock_;
  Cancellation cancellation_;
  std::function<absl::Status(const v1::ListNodesRequest&, absl::Duration, v1::ListNodesResponse&)> answer_;
  std::vector<v1::ListNodesRequest> requests_;
  std::string last_error_;
};

TEST_F(RevisionWaitTest, EndsWhenAnAnswerIncludesTheRevision) {
  answer_ = [](const auto&, absl::Duration, auto&) { return absl::OkStatus(); };
  EXPECT_TRUE(Wait(absl::Seconds(30)).ok());
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].min_revision(), kRevision);
  EXPECT_EQ(requests_[0].filter().node_ids(0), 5);
}

TEST_F(RevisionWaitTest, WaitsForAServerThatIsNotThereYet) {
  answer_ = [this](const auto&, absl::Duration, auto&) {
    return requests_.size() < 4 ? absl::UnavailableError("connection refused") : absl::OkStatus();
  };
  EXPECT_TRUE(Wait(absl::Seconds(30)).ok());
  EXPECT_EQ(requests_.size(), 4u);
}

TEST_F(RevisionWaitTest, AServerThatIsBehindIsOutOfRangeWithinTheTimeout) {
  BeBehind();
  const Instant start = clock_.Now();
  const absl::Status status = Wait(absl::Seconds(30));
  EXPECT_TRUE(absl::IsOutOfRange(status)) << status;
  EXPECT_EQ(status.message(), "s:1 shows revision 41");
  EXPECT_LE(clock_.Now() - start, absl::Seconds(30));
  EXPECT_GE(clock_.Now() - start, absl::Seconds(28));
}

TEST_F(RevisionWaitTest, NoServerIsAnotherErrorWithinTheTimeout) {
  answer_ = [](const auto&, absl::Duration, auto&) { return absl::UnavailableError("connection refused"); };
  const Instant start = clock_.Now();
  const absl::Status status = Wait(absl::Seconds(30));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("s:1 (connection refused)"));
  EXPECT_EQ(last_error_, status.message());
  EXPECT_LE(clock_.Now() - start, absl::Seconds(30));
}

TEST_F(RevisionWaitTest, AnErrorThatARetryDoesNotChangeEndsIt) {
  answer_ = [](const auto&, absl::Duration, auto&) { return absl::UnimplementedError("no such service"); };
  EXPECT_TRUE(absl::IsUnimplemented(Wait(absl::Seconds(30))));
  EXPECT_EQ(requests_.size(), 1u);
}

}  // namespace
}  // namespace rollcall::agent
