// SPDX-License-Identifier: Apache-2.0
// The installed library as an engine sees it, in a process with a librdkafka and an Abseil of its own: the broker's.
#include "rollcall/publisher/status_publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/publisher/kafka_topic_reader.h"
#include "agent/publisher/record_topic.h"
#include "tests/testing/embedded_broker.h"
#include "tests/testing/waiting.h"

namespace rollcall::publisher {
namespace {

using rollcall::testing::Eventually;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";

class StatusPublisherTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.brokers = broker_->BrokerAddress();
    options_.topic = kTopic;
    options_.node_id = 5;
    callbacks_.on_ack = [this](int64_t offset) { last_ack_ = offset; };
    callbacks_.on_failure = [this](const std::string& message) {
      const std::scoped_lock lock(mutex_);
      failures_.push_back(message);
    };
  }

  std::unique_ptr<StatusPublisher> Start() {
    std::unique_ptr<StatusPublisher> publisher;
    const Status started = StatusPublisher::Start(options_, callbacks_, &publisher);
    EXPECT_TRUE(started.ok()) << started.message();
    return publisher;
  }
  std::string StartError() {
    std::unique_ptr<StatusPublisher> publisher;
    return StatusPublisher::Start(options_, callbacks_, &publisher).message();
  }

  std::string Latest() {
    topic::KafkaOptions kafka;
    kafka.brokers = broker_->BrokerAddress();
    const auto found = agent::KafkaTopicReader(kafka, kTopic, "test")
                           .Latest({agent::KeyOf(5, agent::KeyFormat::kBinary)}, Deadline(absl::Seconds(20)));
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok()) return "(failed)";
    return found->front().has_value() ? found->front()->value.value_or("(nothing)") : "(nothing)";
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  Options options_;
  Callbacks callbacks_;
  std::atomic<int64_t> last_ack_ = -1;
  std::mutex mutex_;
  std::vector<std::string> failures_;
};

TEST_F(StatusPublisherTest, PublishesNothingBeforeUp) {
  const auto publisher = Start();
  ASSERT_TRUE(publisher->SetCoprocessor({"a", {"t"}, "d", "running"}).ok());
  EXPECT_TRUE(publisher->Flush(seconds(20)));
  EXPECT_EQ(publisher->LastOffset(), std::nullopt);
  EXPECT_EQ(Latest(), "(nothing)");
  ASSERT_TRUE(publisher->Up().ok());
  ASSERT_TRUE(publisher->Flush(seconds(20)));
  EXPECT_EQ(publisher->LastOffset(), 0);
  EXPECT_TRUE(Eventually([&] { return last_ack_ == 0; }));
  EXPECT_THAT(Latest(), HasSubstr(R"("a":{"input_topics":["t"],"description":"d","state":"running"})"));
  EXPECT_THAT(Latest(), HasSubstr(R"("instance":"publisher:)"));
}

TEST_F(StatusPublisherTest, AStateThatCannotBePublishedLeavesTheLastOne) {
  const auto publisher = Start();
  ASSERT_TRUE(publisher->ReplaceCoprocessors({{"a", {}, "", ""}, {"b", {}, "", ""}}).ok());
  ASSERT_TRUE(publisher->Up().ok());
  EXPECT_FALSE(publisher->SetCoprocessor({"big", {}, std::string(1 << 20, 'x'), ""}).ok());
  EXPECT_FALSE(publisher->ReplaceCoprocessors({{"c", {}, "", ""}, {"c", {}, "", ""}}).ok());
  EXPECT_FALSE(publisher->Down("\xff").ok());
  ASSERT_TRUE(publisher->RemoveCoprocessor("b").ok());
  ASSERT_TRUE(publisher->Flush(seconds(20)));
  EXPECT_THAT(Latest(), HasSubstr(R"("status":"up","coprocessors":{"a":{"input_topics":[],"description":""}},)"));
}

TEST_F(StatusPublisherTest, GoesDownAndRetires) {
  const auto publisher = Start();
  ASSERT_TRUE(publisher->Down("planned").ok());
  ASSERT_TRUE(publisher->Flush(seconds(20)));
  EXPECT_THAT(Latest(), HasSubstr(R"("status":"down","coprocessors":{},"reason":"planned")"));
  ASSERT_TRUE(publisher->Retire().ok());
  ASSERT_TRUE(publisher->SetCoprocessor({"a", {}, "", ""}).ok());
  ASSERT_TRUE(publisher->Flush(seconds(20)));
  EXPECT_EQ(Latest(), "(nothing)");
}

TEST_F(StatusPublisherTest, TheDestructorPublishesTheLastStateAndNothingOfItsOwn) {
  auto publisher = Start();
  ASSERT_TRUE(publisher->Up().ok());
  ASSERT_TRUE(publisher->SetCoprocessor({"last", {}, "", ""}).ok());
  publisher.reset();
  EXPECT_THAT(Latest(), HasSubstr(R"("status":"up","coprocessors":{"last")"));
}

TEST_F(StatusPublisherTest, ACallbackMayChangeTheState) {
  std::atomic<bool> is_changed = false;
  std::unique_ptr<StatusPublisher> publisher;  // after what its callbacks use
  callbacks_.on_ack = [&](int64_t) {
    const bool is_first = !is_changed.exchange(true);
    EXPECT_TRUE(!is_first || publisher->Down("from the callback").ok());
  };
  publisher = Start();
  ASSERT_TRUE(publisher->Up().ok());
  EXPECT_TRUE(Eventually([&] { return Latest().find("from the callback") != std::string::npos; }));
}

TEST_F(StatusPublisherTest, EndsInTimeAndTellsWhyWithoutABroker) {
  options_.brokers = "127.0.0.1:9";
  options_.close_timeout = milliseconds(100);
  auto publisher = Start();
  ASSERT_TRUE(publisher->Up().ok());
  EXPECT_FALSE(publisher->Flush(milliseconds(100)));
  EXPECT_TRUE(Eventually([&] {
    const std::scoped_lock lock(mutex_);
    return !failures_.empty();
  }));
  EXPECT_THAT(failures_[0], HasSubstr("127.0.0.1:9"));
  const auto start = std::chrono::steady_clock::now();
  publisher.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(8));
}

TEST_F(StatusPublisherTest, RefusesWrongOptionsByName) {
  options_.lease = milliseconds(-1);
  EXPECT_THAT(StartError(), HasSubstr("lease"));
  options_.lease = milliseconds(0);
  options_.properties = {{"acks", "1"}};
  EXPECT_THAT(StartError(), HasSubstr("acks"));
  options_.properties.clear();
  options_.brokers = "no port:";
  EXPECT_THAT(StartError(), HasSubstr("no port:"));
  options_.node_id.reset();
  EXPECT_THAT(StartError(), HasSubstr("node_id"));
}

TEST_F(StatusPublisherTest, IsSilentUntilALogIsSet) {
  options_.brokers = "127.0.0.1:9";
  options_.close_timeout = milliseconds(0);
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  {
    const auto publisher = Start();
    EXPECT_TRUE(publisher->Up().ok());
    EXPECT_TRUE(Eventually([&] {
      const std::scoped_lock lock(mutex_);
      return !failures_.empty();
    }));
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  static std::atomic<int> lines = 0;
  SetLog([](LogLevel, const std::string&) { ++lines; });
  options_.properties = {{"security.protocol", "ssl"}, {"ssl.ca.location", "/nowhere/ca.pem"}};
  EXPECT_THAT(StartError(), HasSubstr("ssl.ca.location"));
  EXPECT_GT(lines, 0);
  SetLog(nullptr);
}

}  // namespace
}  // namespace rollcall::publisher
