// SPDX-License-Identifier: Apache-2.0
// Structured log lines, and the limit for a fault that repeats.
#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "rollcall/instant.h"
#include "tests/testing/captured_log.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LogTest : public ::testing::Test {
 protected:
  std::string Lines() { return log_.Lines(); }

  const Instant now_{absl::FromUnixSeconds(1'700'000'000)};
  rollcall::testing::CapturedLog log_;
};

TEST_F(LogTest, WritesFieldsAsLogfmt) {
  Log(LogLevel::kInfo, "two words", {{"offset", 42}, {"text", "it's a \"test\"\n"}, {"empty", ""}});
  EXPECT_EQ(Lines(), "info msg=\"two words\" offset=42 text=\"it's a \\\"test\\\"\\n\" empty=\"\"\n");
}

TEST_F(LogTest, CountsARepeatedFaultInsteadOfRepeatingIt) {
  RepeatedFault fault;
  fault.Report(now_, "cannot read", "broker away");
  EXPECT_THAT(Lines(), HasSubstr("broker away"));
  for (int i = 0; i < 100; ++i) fault.Report(now_ + absl::Seconds(i % 50), "cannot read", "broker away");
  EXPECT_THAT(Lines(), IsEmpty());
  fault.Report(now_ + absl::Minutes(2), "cannot read", "broker away");
  EXPECT_THAT(Lines(), HasSubstr("held_back=100"));
}

TEST_F(LogTest, ReportsANewFaultAtOnce) {
  RepeatedFault fault;
  fault.Report(now_, "cannot read", "broker away");
  Lines();
  fault.Report(now_, "cannot read", "no such topic");
  EXPECT_THAT(Lines(), HasSubstr("no such topic"));
}

TEST_F(LogTest, LogsEachOfTwoAlternatingFaultsOnce) {
  RepeatedFault fault;
  for (int i = 0; i < 10; ++i) fault.Report(now_ + absl::Seconds(i), "cannot read", i % 2 == 0 ? "this" : "that");
  const std::string lines = Lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

TEST_F(LogTest, HoldsBackAFloodOfDifferentFaults) {
  RepeatedFault fault;
  for (int i = 0; i < 1000; ++i) fault.Report(now_, "cannot read", std::to_string(i));
  const std::string lines = Lines();
  EXPECT_LT(std::count(lines.begin(), lines.end(), '\n'), 10);
}

TEST_F(LogTest, DoesNotRepeatAFaultThatComesAndGoes) {
  RepeatedFault fault;
  for (int i = 0; i < 20; ++i) {
    fault.Report(now_ + absl::Seconds(i), "cannot read", "broker away");
    fault.Clear("fine again");
  }
  const std::string lines = Lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
  fault.Report(now_ + absl::Minutes(2), "cannot read", "broker away");
  EXPECT_THAT(Lines(), HasSubstr("held_back=19"));
}

TEST_F(LogTest, LogsTheEndOfAFaultOnce) {
  RepeatedFault fault;
  fault.Clear("fine again");
  EXPECT_THAT(Lines(), IsEmpty());
  fault.Report(now_, "cannot read", "broker away");
  fault.Report(now_, "cannot read", "broker away");
  Lines();
  fault.Clear("fine again");
  const std::string lines = Lines();
  EXPECT_THAT(lines, HasSubstr("fine again"));
  EXPECT_THAT(lines, HasSubstr("faults=2"));
  fault.Clear("fine again");
  EXPECT_THAT(Lines(), Not(HasSubstr("fine")));
}

// What others send may be no UTF-8, and must not make a line that no program can read.
TEST(LogJsonTest, WritesTheMembersOfAnObject) {
  std::string line;
  SetLogSink([&line](LogLevel, std::string_view text) { line = text; }, LogFormat::kJson);
  Log(LogLevel::kInfo, "two \"words\"", {{"offset", 42}, {"text", "a\nb\xff"}, {"number in text", "7"}, {"empty", ""}});
  SetLogSink(nullptr);
  EXPECT_EQ(
      line,
      "\"msg\":\"two \\\"words\\\"\",\"offset\":42,\"text\":\"a\\nb\uFFFD\",\"number in text\":\"7\",\"empty\":\"\"");
}

TEST(LogSinkTest, WithoutASinkLinesGoToStderrAndDebugLinesNowhere) {
  SetLogSink(nullptr);
  ::testing::internal::CaptureStderr();
  Log(LogLevel::kDebug, "small", {});
  Log(LogLevel::kInfo, "two words", {{"offset", 42}});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "msg=\"two words\" offset=42\n");
}

}  // namespace
}  // namespace rollcall
