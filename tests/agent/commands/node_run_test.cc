// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/node_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "tests/testing/captured_log.h"
#include "tests/testing/fake_publisher_loop.h"
#include "tests/testing/waiting.h"

namespace rollcall::agent {
namespace {

using rollcall::testing::Eventually;
using ::testing::HasSubstr;

constexpr char kUp[] = R"({"node_id":5,"status":"up","coprocessors":{}})";

// Gives what the test hands over.
class ScriptedSource : public StatusSource {
 public:
  void Run(Cancellation& stop, const SourceListener& listener) override {
    listener_ = &listener;
    is_running_ = true;
    stop.WaitFor(absl::Hours(1));
  }
  void Give(const std::string& text) {
    SourceEvent event;
    event.text = text;
    Give(std::move(event));
  }
  void Give(SourceEvent event) {
    ASSERT_TRUE(Eventually([&] { return is_running_.load(); }));
    (*listener_)(std::move(event));
  }

 private:
  std::atomic<bool> is_running_ = false;
  const SourceListener* listener_ = nullptr;
};

class NodeRunTest : public ::testing::Test {
 protected:
  // `loop_` is valid while the session lives.
  void SetUp() override {
    const auto start = [this](PublisherObserver&) -> absl::StatusOr<std::unique_ptr<PublisherLoop>> {
      auto loop = std::make_unique<FakePublisherLoop>();
      loop_ = loop.get();
      return loop;
    };
    session_ = *PublishingSession::StartOn(start, {}, context_);
  }
  void TearDown() override {
    if (thread_.joinable()) thread_.join();
  }
  void Start(const NodeRunOptions& options) {
    thread_ = std::thread([this, options] { code_ = RunNode(options, source_, *session_, context_); });
  }
  static NodeRunOptions Options(absl::Duration down_after, OnExit on_exit = OnExit::kDown) {
    return {.node_id = 5, .down_after = down_after, .on_exit = on_exit, .timeout = absl::Seconds(20)};
  }
  ExitCode End() {
    cancellation_.Cancel();
    return Wait();
  }
  ExitCode Wait() {
    thread_.join();
    return code_;
  }
  std::string Content() const {
    const auto contents = loop_->contents();
    return contents.contains(5) ? contents.at(5).value_or("retired") : "nothing";
  }

  rollcall::testing::CapturedLog log_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Cancellation cancellation_;
  CommandContext context_{.in = in_, .out = out_, .err = err_, .cancellation = cancellation_};
  FakePublisherLoop* loop_ = nullptr;
  std::unique_ptr<PublishingSession> session_;
  ScriptedSource source_;
  ExitCode code_ = kExitBug;
  std::thread thread_;
};

TEST_F(NodeRunTest, PublishesWhatTheSourceGivesAndDownAtTheEnd) {
  Start(Options(absl::Hours(1)));
  source_.Give(kUp);
  EXPECT_EQ(Content(), kUp);
  source_.Give("{");
  EXPECT_EQ(Content(), kUp);
  EXPECT_EQ(End(), kExitYes);
  EXPECT_THAT(Content(), HasSubstr("rollcall-agent was ended"));
}

TEST_F(NodeRunTest, KeepsTheStatusAtTheEnd) {
  Start(Options(absl::Hours(1), OnExit::kKeep));
  source_.Give(kUp);
  EXPECT_EQ(End(), kExitYes);
  EXPECT_EQ(Content(), kUp);
}

TEST_F(NodeRunTest, WithoutAStatusNothingIsPublishedAtTheEnd) {
  Start(Options(absl::Hours(1)));
  source_.Give("{");
  EXPECT_EQ(End(), kExitYes);
  EXPECT_EQ(Content(), "nothing");
}

TEST_F(NodeRunTest, ANodeWhoseSourceIsLostGoesDownAndComesBack) {
  Start(Options(absl::Milliseconds(10)));
  EXPECT_TRUE(Eventually([&] { return Content().find("has not given a status yet") != std::string::npos; }));
  source_.Give(kUp);
  EXPECT_EQ(Content(), kUp);
  source_.Give("{");
  EXPECT_TRUE(Eventually([&] { return Content().find("not JSON") != std::string::npos; })) << Content();
  source_.Give(kUp);
  EXPECT_EQ(Content(), kUp);
  End();
}

TEST_F(NodeRunTest, EndsWithItsSource) {
  Start(Options(absl::Milliseconds(10)));
  source_.Give(kUp);
  SourceEvent end;
  end.kind = SourceEvent::Kind::kEnded;
  end.error = absl::UnavailableError("standard input has ended");
  source_.Give(std::move(end));
  EXPECT_EQ(Wait(), kExitNo);
  EXPECT_THAT(Content(), HasSubstr("standard input has ended"));
  EXPECT_THAT(err_.str(), HasSubstr("standard input has ended"));
}

}  // namespace
}  // namespace rollcall::agent
