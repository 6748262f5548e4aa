// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/redpanda.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "agent/commands/redpanda_flags.h"
#include "tests/agent/commands/command_fixture.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/fake_publisher_loop.h"
#include "tests/testing/temporary_folder.h"

namespace rollcall::agent {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kRunning[] =
    R"([{"name":"mask","input_topic":"in","output_topics":["out"],
         "status":[{"node_id":1,"partition":0,"status":"running"}]}])";

class FixedAnswer : public AdminApi {
 public:
  absl::StatusOr<HttpAnswer> Get(const std::string& /*url*/) override { return answer; }
  absl::StatusOr<HttpAnswer> answer = HttpAnswer{200, kRunning};
};

class RecordingSession : public PublishingSession {
 public:
  PublisherLoop& loop() override { return fake_loop; }
  void ReportSource(const absl::Status& source) override { sources.push_back(source); }
  ExitCode Finish(const Deadline& /*deadline*/) override { return kExitYes; }

  FakePublisherLoop fake_loop;
  std::vector<absl::Status> sources;
};

class TransformPublisherTest : public ::testing::Test {
 protected:
  void Start() {
    publisher_ = std::make_unique<TransformPublisher>(options_, source_, session_, [this] { return now_; });
  }
  absl::Status PollAfter(absl::Duration time) {
    now_ += time;
    return publisher_->Poll();
  }

  rollcall::testing::CapturedLog log_;
  TransformOptions options_;
  FixedAnswer api_;
  ReportSource source_{{"http://a:9644"}, api_};
  RecordingSession session_;
  Instant now_{absl::FromUnixSeconds(1000)};
  std::unique_ptr<TransformPublisher> publisher_;
};

TEST_F(TransformPublisherTest, PublishesDifferencesOnly) {
  Start();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(PollAfter(absl::Seconds(10)).ok());
  EXPECT_EQ(session_.fake_loop.changes(), 1);
  EXPECT_THAT(*session_.fake_loop.contents().at(1), HasSubstr("\"mask\""));
  EXPECT_TRUE(session_.sources.back().ok());
}

TEST_F(TransformPublisherTest, AnErrorIsLoggedAndLaterTheSourceIsLost) {
  Start();
  EXPECT_TRUE(PollAfter(absl::Seconds(0)).ok());
  api_.answer = HttpAnswer{500, ""};
  EXPECT_FALSE(PollAfter(absl::Seconds(59)).ok());
  EXPECT_EQ(session_.sources.size(), 1u) << "a single error is not a lost source";
  EXPECT_THAT(log_.Lines(), HasSubstr("HTTP 500"));
  EXPECT_FALSE(PollAfter(absl::Seconds(1)).ok());
  EXPECT_THAT(session_.sources.back().message(), AllOf(HasSubstr("http://a:9644"), HasSubstr("HTTP 500")));
  EXPECT_EQ(session_.fake_loop.changes(), 1);
  EXPECT_THAT(session_.fake_loop.not_renewed(), ElementsAre(1)) << "nobody knows whether node 1 lives";
  api_.answer = HttpAnswer{200, kRunning};
  EXPECT_TRUE(PollAfter(absl::Seconds(1)).ok());
  EXPECT_TRUE(session_.sources.back().ok());
  EXPECT_THAT(session_.fake_loop.not_renewed(), IsEmpty());
}

TEST_F(TransformPublisherTest, ANodeWhoseOwnAdminApiGivesErrorsLives) {
  options_.node_id = 1;
  Start();
  EXPECT_TRUE(PollAfter(absl::Seconds(0)).ok());
  api_.answer = HttpAnswer{500, ""};
  EXPECT_FALSE(PollAfter(absl::Hours(1)).ok());
  EXPECT_FALSE(session_.sources.back().ok());
  EXPECT_THAT(session_.fake_loop.not_renewed(), IsEmpty());
}

TEST_F(TransformPublisherTest, AnErrorBeforeTheFirstReportIsALostSource) {
  api_.answer = absl::UnavailableError("connection refused");
  Start();
  EXPECT_FALSE(PollAfter(absl::Seconds(0)).ok());
  EXPECT_THAT(session_.sources.back().message(), HasSubstr("connection refused"));
  EXPECT_FALSE(publisher_->has_nodes());
}

TEST_F(TransformPublisherTest, TheNodeOfASilentPortIsDown) {
  options_.node_id = 1;
  Start();
  EXPECT_TRUE(PollAfter(absl::Seconds(0)).ok());
  api_.answer = absl::UnavailableError("connection refused");
  EXPECT_FALSE(PollAfter(absl::Minutes(1)).ok());
  EXPECT_THAT(*session_.fake_loop.contents().at(1), HasSubstr("\"down\""));
}

TEST_F(TransformPublisherTest, ACancelledPollIsNoSilence) {
  options_.node_id = 1;
  Start();
  api_.answer = absl::CancelledError("interrupted");
  EXPECT_TRUE(absl::IsCancelled(PollAfter(absl::Hours(1))));
  EXPECT_THAT(session_.fake_loop.contents(), IsEmpty());
  EXPECT_THAT(session_.sources, IsEmpty());
}

class RedpandaFlagsTest : public ::testing::Test {
 protected:
  absl::Status Refusal() { return CheckAdminFlags(flags_).status(); }
  std::string Write(const std::string& content) {
    std::ofstream(folder_ / "secret") << content;
    return "@" + (folder_ / "secret");
  }

  const rollcall::testing::TemporaryFolder folder_;
  RedpandaFlags flags_;
};

TEST_F(RedpandaFlagsTest, UrlsMayBeRepeatedOrSeparatedByCommas) {
  flags_.urls = {"http://a:9644, http://b:9644/", "https://c"};
  EXPECT_THAT(CheckAdminFlags(flags_)->urls, ElementsAre("http://a:9644", "http://b:9644", "https://c"));
}

TEST_F(RedpandaFlagsTest, SecretsAreReadFromFiles) {
  flags_.admin.password = Write("s3cret\n");
  flags_.admin.token = "as it is";
  EXPECT_EQ(CheckAdminFlags(flags_)->password, "s3cret");
  EXPECT_EQ(CheckAdminFlags(flags_)->token, "as it is");
}

TEST_F(RedpandaFlagsTest, AFileWithoutASecretIsNamed) {
  flags_.admin.password = "@/no/such/file";
  EXPECT_THAT(Refusal().message(), HasSubstr("--admin-password @/no/such/file"));
  flags_.admin.password = Write("\n");
  EXPECT_THAT(Refusal().message(), HasSubstr("is empty"));
}

class RedpandaCommandTest : public CommandFixture {};

TEST_F(RedpandaCommandTest, SecretsAreHiddenInTheArguments) {
  std::vector<std::string> arguments = {
      kProgram, "redpanda", "--admin-url", "ftp://x", "--admin-password=hunter2", "--admin-token", "hunter3"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  EXPECT_EQ(RunProgram(static_cast<int>(argv.size()), argv.data(), context_), kExitUsage);
  for (const std::string& argument : arguments) EXPECT_THAT(argument, Not(HasSubstr("hunter")));
  EXPECT_STREQ(argv[4], "--admin-password=***");
  EXPECT_THAT(err_.str(), HasSubstr("--admin-url 'ftp://x'"));
}

TEST_F(RedpandaCommandTest, OptionsThatCannotBeUsedAreNamed) {
  EXPECT_EQ(RunCommandLine({"redpanda", "--brokers", "a:1"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--admin-url is missing"));
  EXPECT_EQ(RunCommandLine({"redpanda", "--admin-url", "http://127.0.0.1:1"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--brokers is missing"));
}

TEST_F(RedpandaCommandTest, OnceWithoutAnAnswerEndsWithNoAnswer) {
  EXPECT_EQ(RunCommandLine({"redpanda", "--dry-run", "--once", "--admin-url", "http://127.0.0.1:1"}), kExitNoAnswer);
  EXPECT_THAT(err_.str(), HasSubstr("GET http://127.0.0.1:1/v1/transform"));
}

TEST_F(RedpandaCommandTest, EndsWhenItIsCancelled) {
  cancellation_.Cancel();
  EXPECT_EQ(RunCommandLine({"redpanda", "--dry-run", "--admin-url", "http://127.0.0.1:1"}), kExitYes);
}

}  // namespace
}  // namespace rollcall::agent
