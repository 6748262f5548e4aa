// SPDX-License-Identifier: Apache-2.0
#include "server/list/revision_waiters.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "tests/testing/fed_store.h"

namespace rollcall::list {
namespace {

using Outcome = RevisionWaiters::Outcome;
using Forgotten = RevisionWaiters::Forgotten;
constexpr std::chrono::seconds kDeadline(20);

// A wait whose outcome can be awaited.
class Wait {
 public:
  Wait(RevisionWaiters& waiters, int64_t revision, absl::Duration at_most)
      : outcome_(promise_->get_future()),
        id_(waiters.Wait(revision, at_most, [promise = promise_](Outcome outcome) { promise->set_value(outcome); })) {}

  Outcome outcome() {
    if (outcome_.wait_for(kDeadline) != std::future_status::ready) throw std::runtime_error("no outcome in time");
    return outcome_.get();
  }
  bool is_over() { return outcome_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  RevisionWaiters::Id id() const { return id_; }

 private:
  std::shared_ptr<std::promise<Outcome>> promise_ = std::make_shared<std::promise<Outcome>>();
  std::future<Outcome> outcome_;
  RevisionWaiters::Id id_;
};

class RevisionWaitersTest : public ::testing::Test {
 protected:
  testing::FedStore feed_;
  RevisionWaiters waiters_{feed_.store(), 100};
};

TEST_F(RevisionWaitersTest, ARevisionThatIsAlreadyReachedEndsTheWaitAtOnce) {
  feed_.Put(1, {});
  EXPECT_EQ(Wait(waiters_, 0, absl::Minutes(1)).outcome(), Outcome::kReached);
}

TEST_F(RevisionWaitersTest, EachEndsWhenItsOwnRevisionIsReached) {
  Wait second(waiters_, 1, absl::Minutes(1));
  Wait first(waiters_, 0, absl::Minutes(1));
  feed_.Put(1, {});
  EXPECT_EQ(first.outcome(), Outcome::kReached);
  EXPECT_FALSE(second.is_over());
  feed_.Put(1, {});
  EXPECT_EQ(second.outcome(), Outcome::kReached);
  EXPECT_EQ(waiters_.size(), 0u);
}

TEST_F(RevisionWaitersTest, TheEarliestDeadlineComesFirst) {
  Wait late(waiters_, 7, absl::Minutes(1));
  Wait early(waiters_, 7, absl::Milliseconds(20));
  EXPECT_EQ(early.outcome(), Outcome::kTimeUp);
  EXPECT_FALSE(late.is_over());
}

TEST_F(RevisionWaitersTest, AForgottenWaitDoesNotEnd) {
  Wait wait(waiters_, 0, absl::Minutes(1));
  Wait other(waiters_, 0, absl::Minutes(1));
  EXPECT_EQ(waiters_.Forget(wait.id()), Forgotten::kYes);
  EXPECT_EQ(waiters_.Forget(wait.id()), Forgotten::kTooLate);
  feed_.Put(1, {});
  EXPECT_EQ(other.outcome(), Outcome::kReached);
  EXPECT_FALSE(wait.is_over());
  EXPECT_EQ(waiters_.Forget(other.id()), Forgotten::kTooLate);
}

TEST_F(RevisionWaitersTest, ShutdownEndsAllWaitsAndLaterOnes) {
  Wait wait(waiters_, 7, absl::Minutes(1));
  waiters_.Shutdown();
  EXPECT_TRUE(wait.is_over());
  EXPECT_EQ(wait.outcome(), Outcome::kShutDown);
  EXPECT_EQ(Wait(waiters_, 7, absl::Minutes(1)).outcome(), Outcome::kShutDown);
}

TEST_F(RevisionWaitersTest, AWaitBeyondTheLimitIsRefusedAtOnceUntilAnotherHasEnded) {
  RevisionWaiters waiters(feed_.store(), 2);
  Wait first(waiters, 7, absl::Minutes(1));
  Wait second(waiters, 7, absl::Minutes(1));
  Wait third(waiters, 7, absl::Minutes(1));
  ASSERT_TRUE(third.is_over());
  EXPECT_EQ(third.outcome(), Outcome::kTooMany);
  EXPECT_EQ(waiters.Forget(third.id()), Forgotten::kTooLate);
  waiters.Forget(first.id());
  EXPECT_FALSE(Wait(waiters, 7, absl::Minutes(1)).is_over());
  EXPECT_FALSE(second.is_over());
}

TEST_F(RevisionWaitersTest, ManyThreadsWaitWhileTheFeedRuns) {
  constexpr int kThreads = 4;
  constexpr int kRevisions = 500;
  std::vector<std::thread> threads;
  std::vector<int> reached(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, &count = reached[static_cast<size_t>(thread)]] {
      for (int revision = 0; revision < kRevisions; ++revision) {
        count += Wait(waiters_, revision, absl::Minutes(1)).outcome() == Outcome::kReached ? 1 : 0;
      }
    });
  }
  for (int revision = 0; revision < kRevisions; ++revision) feed_.Put(revision % 7, {});
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(reached, std::vector<int>(kThreads, kRevisions));
}

}  // namespace
}  // namespace rollcall::list
