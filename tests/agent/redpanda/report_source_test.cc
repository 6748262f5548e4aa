// SPDX-License-Identifier: Apache-2.0
#include "agent/redpanda/report_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FakeAdminApi : public AdminApi {
 public:
  absl::StatusOr<HttpAnswer> Get(const std::string& url) override {
    asked.push_back(url);
    const auto found = answers.find(url);
    return found == answers.end() ? absl::UnavailableError("connection refused") : found->second;
  }

  std::map<std::string, absl::StatusOr<HttpAnswer>> answers;  // by URL; the others are silent
  std::vector<std::string> asked;
};

constexpr char kA[] = "http://a:9644/v1/transform";
constexpr char kB[] = "http://b:9644/v1/transform";

class ReportSourceTest : public ::testing::Test {
 protected:
  FakeAdminApi api_;
  ReportSource source_{{"http://a:9644", "http://b:9644"}, api_};
};

TEST_F(ReportSourceTest, BeginsWithTheUrlThatGaveTheLastReport) {
  api_.answers[kB] = HttpAnswer{200, "[]"};
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kReport);
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kReport);
  EXPECT_THAT(api_.asked, ElementsAre(kA, kB, kB));
  api_.answers = {{kA, HttpAnswer{200, "[]"}}};
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kReport);
  EXPECT_THAT(api_.asked, ElementsAre(kA, kB, kB, kB, kA));
}

TEST_F(ReportSourceTest, AnAnswerThatIsNoReportIsNoReasonToStop) {
  api_.answers[kA] = HttpAnswer{200, "[{"};
  api_.answers[kB] = HttpAnswer{200, R"([{"name":"x","input_topic":"in"}])"};
  const PollResult result = source_.Poll();
  EXPECT_EQ(result.outcome, PollResult::Outcome::kReport);
  EXPECT_EQ(result.report.transforms.size(), 1u);
}

TEST_F(ReportSourceTest, AnErrorNamesEachUrl) {
  api_.answers[kB] = HttpAnswer{500, ""};
  const PollResult result = source_.Poll();
  EXPECT_EQ(result.outcome, PollResult::Outcome::kErrorAnswer);
  EXPECT_THAT(result.error.message(), AllOf(HasSubstr(std::string("GET ") + kA + ": connection refused"),
                                            HasSubstr(std::string("GET ") + kB + ": HTTP 500")));
}

TEST_F(ReportSourceTest, SilenceIsNotAnAnswer) {
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kSilence);
  api_.answers[kA] = absl::DataLossError("cut");
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kErrorAnswer);
}

TEST_F(ReportSourceTest, EndsWhenItIsCancelled) {
  api_.answers[kA] = absl::CancelledError("interrupted");
  EXPECT_EQ(source_.Poll().outcome, PollResult::Outcome::kCancelled);
  EXPECT_THAT(api_.asked, ElementsAre(kA));
}

}  // namespace
}  // namespace rollcall::agent
