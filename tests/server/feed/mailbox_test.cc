// SPDX-License-Identifier: Apache-2.0
// A wait that nothing ends lasts an hour here, so that the test runs into its time limit.
#include "server/feed/mailbox.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace rollcall::feed {
namespace {

constexpr absl::Duration kVeryLong = absl::Hours(1);
constexpr absl::Duration kShort = absl::Milliseconds(5);
// A wait on another thread has mostly begun when the call comes that ends it, and sometimes not. Both happen in so many
// rounds.
constexpr int kRounds = 200;

ProbeRequest RequestAt(int64_t position) {
  ProbeRequest request;
  request.position = position;
  return request;
}

// Returns once the thread runs.
template <typename Function>
auto OnAnotherThread(Function function) {
  auto begun = std::make_shared<std::promise<void>>();
  auto result = std::async(std::launch::async, [begun, function] {
    begun->set_value();
    return function();
  });
  begun->get_future().wait();
  return result;
}

template <typename Function>
absl::Duration TimeOf(Function function) {
  const auto start = std::chrono::steady_clock::now();
  function();
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

TEST(MailboxTest, DeliversReportsOnceAndInTheirOrder) {
  Mailbox mailbox;
  EXPECT_TRUE(mailbox.TakeReports().empty());
  mailbox.Post(absl::StatusOr<topic::TopicDescription>(absl::NotFoundError("no topic")));
  mailbox.Post(absl::StatusOr<ProbeResult>(absl::UnavailableError("no end")));
  const std::vector<BrokerReport> reports = mailbox.TakeReports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(std::get<absl::StatusOr<topic::TopicDescription>>(reports[0]).status().message(), "no topic");
  EXPECT_EQ(std::get<absl::StatusOr<ProbeResult>>(reports[1]).status().message(), "no end");
  EXPECT_TRUE(mailbox.TakeReports().empty());
}

TEST(MailboxTest, AnswersARequestForAProbe) {
  Mailbox mailbox;
  for (int round = 0; round < kRounds; ++round) {
    mailbox.RequestProbe();
    EXPECT_TRUE(mailbox.IsProbeRequested());
    auto probe = OnAnotherThread([&] { return mailbox.WaitForProbe(kVeryLong); });
    mailbox.SetProbe(RequestAt(round));
    EXPECT_FALSE(mailbox.IsProbeRequested());
    EXPECT_EQ(probe.get()->position, round);
  }
}

TEST(MailboxTest, AnswersThatThereIsNothingToProbe) {
  Mailbox mailbox;
  mailbox.RequestProbe();
  mailbox.SetProbe(std::nullopt);
  EXPECT_FALSE(mailbox.WaitForProbe(kVeryLong).has_value());
}

TEST(MailboxTest, GivesUpARequestThatIsNotAnsweredInTime) {
  Mailbox mailbox;
  mailbox.RequestProbe();
  std::optional<ProbeRequest> probe;
  EXPECT_GE(TimeOf([&] { probe = mailbox.WaitForProbe(kShort); }), kShort);
  EXPECT_FALSE(probe.has_value());
  EXPECT_FALSE(mailbox.IsProbeRequested());
}

TEST(MailboxTest, AProbeIsHandedOverOnce) {
  Mailbox mailbox;
  mailbox.RequestProbe();
  mailbox.SetProbe(RequestAt(1));
  EXPECT_TRUE(mailbox.WaitForProbe(kVeryLong).has_value());
  EXPECT_FALSE(mailbox.WaitForProbe(kVeryLong).has_value()) << "it was not asked for again";
}

TEST(MailboxTest, APauseLastsItsTime) {
  Mailbox mailbox;
  EXPECT_GE(TimeOf([&] { EXPECT_TRUE(mailbox.Pause(kShort)); }), kShort);
  EXPECT_GE(TimeOf([&] { EXPECT_TRUE(mailbox.PauseBeforeProbe(kShort)); }), kShort);
}

TEST(MailboxTest, AnExpeditedProbeDoesNotWait) {
  Mailbox mailbox;
  for (int round = 0; round < kRounds; ++round) {
    auto pause = OnAnotherThread([&] { return mailbox.PauseBeforeProbe(kVeryLong); });
    mailbox.ExpediteProbe();
    EXPECT_TRUE(pause.get());
  }
}

TEST(MailboxTest, OnlyOneProbeIsExpedited) {
  Mailbox mailbox;
  mailbox.ExpediteProbe();
  EXPECT_TRUE(mailbox.PauseBeforeProbe(kVeryLong));
  EXPECT_GE(TimeOf([&] { mailbox.PauseBeforeProbe(kShort); }), kShort);
}

TEST(MailboxTest, AnExpeditedProbeDoesNotShortenOtherPauses) {
  Mailbox mailbox;
  mailbox.ExpediteProbe();
  EXPECT_GE(TimeOf([&] { mailbox.Pause(kShort); }), kShort);
}

TEST(MailboxTest, StopEndsEveryWait) {
  for (int round = 0; round < kRounds; ++round) {
    Mailbox mailbox;
    mailbox.RequestProbe();
    auto pause = OnAnotherThread([&] { return mailbox.Pause(kVeryLong); });
    auto pause_before_probe = OnAnotherThread([&] { return mailbox.PauseBeforeProbe(kVeryLong); });
    auto probe = OnAnotherThread([&] { return mailbox.WaitForProbe(kVeryLong); });
    mailbox.Stop();
    EXPECT_FALSE(pause.get());
    EXPECT_FALSE(pause_before_probe.get());
    EXPECT_FALSE(probe.get().has_value());
  }
}

TEST(MailboxTest, StaysStopped) {
  Mailbox mailbox;
  EXPECT_FALSE(mailbox.IsStopped());
  mailbox.Stop();
  EXPECT_TRUE(mailbox.IsStopped());
  mailbox.RequestProbe();
  EXPECT_FALSE(mailbox.WaitForProbe(kVeryLong).has_value());
  EXPECT_FALSE(mailbox.Pause(kVeryLong));
  EXPECT_FALSE(mailbox.PauseBeforeProbe(kVeryLong));
}

}  // namespace
}  // namespace rollcall::feed
