// SPDX-License-Identifier: Apache-2.0
// The loop against the embedded broker, with faults.
#include "agent/publisher/publisher_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/publisher/content.h"
#include "agent/publisher/instance.h"
#include "agent/publisher/kafka_producer.h"
#include "agent/publisher/kafka_topic_reader.h"
#include "base/mutex.h"
#include "tests/testing/embedded_broker.h"
#include "tests/testing/waiting.h"

namespace rollcall::agent {
namespace {

using rollcall::testing::Eventually;
using ::testing::HasSubstr;

constexpr char kTopic[] = "statuses";
constexpr int16_t kProduce = 0;  // API key of Kafka's protocol

Deadline Soon() { return Deadline(absl::Seconds(20)); }

std::string Up(int32_t node_id, const std::string& name) {
  return absl::StrCat(R"({"node_id":)", node_id, R"(,"status":"up","coprocessors":{")", name,
                      R"(":{"input_topics":["t"],"description":""}}})");
}

// Remembers what it is told. Thread-safe.
class Recorder : public PublisherObserver {
 public:
  void OnPublished(int32_t node_id, int64_t offset, NodePublication::Cause cause) override {
    MutexLock lock(mutex_);
    published_.push_back({node_id, offset, cause});
  }
  void OnFailure(const absl::Status& error) override {
    MutexLock lock(mutex_);
    failures_.push_back(error);
  }
  void OnYielded(int32_t node_id, const std::string& by, int64_t /*offset*/) override {
    Note(absl::StrCat("yielded ", node_id, " ", by));
  }
  void OnTookOver(int32_t node_id) override { Note(absl::StrCat("took over ", node_id)); }
  void OnOverwritten(int32_t node_id, const std::string& by, int64_t /*offset*/) override {
    Note(absl::StrCat("overwritten ", node_id, " ", by));
  }

  struct Published {
    int32_t node_id;
    int64_t offset;
    NodePublication::Cause cause;
  };
  std::vector<Published> published() const {
    MutexLock lock(mutex_);
    return published_;
  }
  std::vector<absl::Status> failures() const {
    MutexLock lock(mutex_);
    return failures_;
  }
  std::vector<std::string> events() const {
    MutexLock lock(mutex_);
    return events_;
  }
  bool HasFailed(absl::StatusCode code) const {
    MutexLock lock(mutex_);
    return std::any_of(failures_.begin(), failures_.end(), [&](const auto& f) { return f.code() == code; });
  }

 private:
  void Note(std::string event) {
    MutexLock lock(mutex_);
    events_.push_back(std::move(event));
  }

  mutable Mutex mutex_;
  std::vector<Published> published_ ABSL_GUARDED_BY(mutex_);
  std::vector<absl::Status> failures_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> events_ ABSL_GUARDED_BY(mutex_);
};

class PublisherLoopTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.kafka.brokers = broker_->BrokerAddress();
    options_.topic = kTopic;
    options_.client_id = "test";
    options_.kind = "run";
  }

  std::unique_ptr<PublisherLoop> NewLoop() { return NewLoop(recorder_); }
  std::unique_ptr<PublisherLoop> NewLoop(Recorder& recorder) {
    absl::StatusOr<std::unique_ptr<PublisherLoop>> loop = PublisherLoop::Start(options_, recorder);
    EXPECT_TRUE(loop.ok()) << loop.status();
    return *std::move(loop);
  }

  // Another client's record.
  void Publish(const Record& record) const {
    const absl::StatusOr<std::unique_ptr<KafkaProducer>> producer =
        KafkaProducer::Create(options_.kafka, kTopic, "other");
    ASSERT_TRUE(producer.ok()) << producer.status();
    ASSERT_TRUE((*producer)->Append(record, Soon()).ok());
  }

  std::optional<std::string> Latest(int32_t node_id) const {
    const absl::StatusOr<std::vector<std::optional<FoundRecord>>> found =
        KafkaTopicReader(options_.kafka, kTopic, "test").Latest({KeyOf(node_id, KeyFormat::kBinary)}, Soon());
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok()) return "(failed)";
    return found->front().has_value() ? found->front()->value : std::nullopt;
  }
  bool Shows(int32_t node_id, const std::string& text) const {
    return absl::StrContains(Latest(node_id).value_or("(nothing)"), text);
  }

  const std::unique_ptr<topic::EmbeddedBroker> broker_ = rollcall::testing::StartBroker(kTopic);
  PublisherLoopOptions options_;
  Recorder recorder_;
};

TEST_F(PublisherLoopTest, PublishesTheStateWithItsInstance) {
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Eventually([&] { return recorder_.published().size() == 1; }));
  EXPECT_EQ(recorder_.published()[0].offset, 0);
  EXPECT_TRUE(Shows(5, "\"one\""));
  EXPECT_TRUE(Shows(5, "\"instance\":\"run:"));
  ASSERT_EQ(loop->Statuses().size(), 1u);
  EXPECT_EQ(loop->Statuses()[0].last_offset, 0);
  EXPECT_TRUE(recorder_.failures().empty()) << recorder_.failures()[0];
}

TEST_F(PublisherLoopTest, PublishesNothingBeforeAStateIsSet) {
  { const auto loop = NewLoop(); }
  const auto loop = NewLoop();
  EXPECT_TRUE(loop->Flush(Soon()));
  Publish({.key = "x", .value = "first"});
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_EQ(loop->Statuses()[0].last_offset, 1) << "only one record was there before";
}

TEST_F(PublisherLoopTest, ABurstBecomesFewRecordsAndEndsWithItsLastState) {
  const auto loop = NewLoop();
  for (int i = 0; i < 1000; ++i) loop->Set(5, Up(5, absl::StrCat("state", i)));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "state999"));
  EXPECT_LT(loop->Statuses()[0].last_offset, 100);
}

TEST_F(PublisherLoopTest, PublishesForSeveralNodesInTurns) {
  const auto loop = NewLoop();
  for (int32_t node = 1; node <= 20; ++node) loop->Set(node, Up(node, absl::StrCat("of", node)));
  ASSERT_TRUE(loop->Flush(Soon()));
  for (int32_t node = 1; node <= 20; ++node) EXPECT_TRUE(Shows(node, absl::StrCat("\"of", node, "\"")));
}

TEST_F(PublisherLoopTest, RetiresANode) {
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  loop->Retire(5);
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_EQ(Latest(5), std::nullopt);
}

TEST_F(PublisherLoopTest, CorrectsWhatSomebodyElseWrote) {
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "mine"));
  ASSERT_TRUE(loop->Flush(Soon()));
  Publish({.key = KeyOf(5, KeyFormat::kBinary), .value = Up(5, "foreign")});
  EXPECT_TRUE(Eventually([&] { return recorder_.published().size() == 2 && Shows(5, "mine"); }));
  Publish({.key = KeyOf(5, KeyFormat::kBinary), .value = std::nullopt});
  EXPECT_TRUE(Eventually([&] { return recorder_.published().size() == 3 && Shows(5, "mine"); }));
  EXPECT_THAT(recorder_.events(), ::testing::ElementsAre("overwritten 5 ", "overwritten 5 "));
}

TEST_F(PublisherLoopTest, YieldsToANewerPublisherAndTakesOverWhenThatIsDown) {
  options_.publication.takeover_after = absl::Milliseconds(200);
  const auto older = NewLoop();
  older->Set(5, Up(5, "older"));
  ASSERT_TRUE(older->Flush(Soon()));
  Recorder other;
  const auto newer = NewLoop(other);
  newer->Set(5, Up(5, "newer"));
  ASSERT_TRUE(newer->Flush(Soon()));
  EXPECT_TRUE(Eventually([&] { return older->Statuses()[0].has_yielded; }));
  older->Set(5, Up(5, "older still"));
  EXPECT_TRUE(older->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "newer"));
  newer->Set(5, DownContent(5, ""));
  EXPECT_TRUE(Eventually([&] { return Shows(5, "older still"); }));
  EXPECT_TRUE(Eventually([&] { return recorder_.events().size() == 2; }));
  EXPECT_THAT(recorder_.events()[0], HasSubstr("yielded 5 run:"));
  EXPECT_EQ(recorder_.events()[1], "took over 5");
}

TEST_F(PublisherLoopTest, ANodeThatIsAddedLaterKnowsWhatIsOnTheTopic) {
  const auto loop = NewLoop();
  loop->Set(1, Up(1, "first"));
  ASSERT_TRUE(loop->Flush(Soon()));
  Publish({.key = KeyOf(5, KeyFormat::kBinary),
           .value = absl::StrCat(R"({"node_id":5,"status":"up","coprocessors":{},)",
                                 R"("instance":"run:99999999999999:other"})")});
  loop->Set(5, Up(5, "mine"));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "\"instance\":\"run:100000000000000:"));
}

TEST_F(PublisherLoopTest, PublishesAgainWithinTheLease) {
  options_.publication.lease = absl::Milliseconds(500);
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  EXPECT_TRUE(Eventually([&] { return recorder_.published().size() >= 3; }));
  EXPECT_EQ(recorder_.published()[1].cause, NodePublication::Cause::kLease);
  EXPECT_TRUE(loop->Statuses()[0].lease_end.has_value());
}

TEST_F(PublisherLoopTest, GoesOnWithANewClientAfterAFatalError) {
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  loop->Set(5, Up(5, "two"));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "two"));
  EXPECT_TRUE(recorder_.HasFailed(absl::StatusCode::kAborted));
}

TEST_F(PublisherLoopTest, TriesAgainAfterARefusal) {
  rd_kafka_mock_push_request_errors(broker_->cluster(), kProduce, 2, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                    RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(recorder_.HasFailed(absl::StatusCode::kPermissionDenied));
}

TEST_F(PublisherLoopTest, SaysThatTheTopicIsUnsuitable) {
  options_.topic = "wide";
  ASSERT_EQ(rd_kafka_mock_topic_create(broker_->cluster(), "wide", 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  EXPECT_TRUE(Eventually([&] { return recorder_.HasFailed(absl::StatusCode::kFailedPrecondition); }));
  EXPECT_FALSE(loop->Flush(Deadline(absl::Seconds(1)))) << "it was published all the same";
}

TEST_F(PublisherLoopTest, PublishesTheStateOfTheDayWhenTheTopicAppears) {
  rd_kafka_mock_topic_set_error(broker_->cluster(), kTopic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "old"));
  EXPECT_TRUE(Eventually([&] { return recorder_.HasFailed(absl::StatusCode::kNotFound); }));
  loop->Set(5, Up(5, "new"));
  rd_kafka_mock_topic_set_error(broker_->cluster(), kTopic, RD_KAFKA_RESP_ERR_NO_ERROR);
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "new"));
  EXPECT_EQ(loop->Statuses()[0].last_offset, 0) << "the old state was published too";
}

TEST_F(PublisherLoopTest, PublishesWhenTheBrokerIsBack) {
  const auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  ASSERT_TRUE(loop->Flush(Soon()));
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  for (int i = 0; i < 50; ++i) loop->Set(5, Up(5, absl::StrCat("state", i)));
  EXPECT_FALSE(loop->Flush(Deadline(absl::Milliseconds(300))));
  loop->Set(5, Up(5, "last"));
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  ASSERT_TRUE(loop->Flush(Soon()));
  EXPECT_TRUE(Shows(5, "last"));
  EXPECT_LE(loop->Statuses()[0].last_offset, 2) << "one record was in flight, the next one has the newest state";
}

TEST_F(PublisherLoopTest, EndsSoonAlthoughNoBrokerAnswers) {
  options_.kafka.brokers = "127.0.0.1:9";
  auto loop = NewLoop();
  loop->Set(5, Up(5, "one"));
  EXPECT_FALSE(loop->Flush(Deadline(absl::Milliseconds(200))));
  EXPECT_TRUE(Eventually([&] { return recorder_.HasFailed(absl::StatusCode::kUnavailable); }));
  const absl::Time start = absl::Now();
  loop.reset();
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(PublisherLoopTest, RefusesPropertiesThatDoNotFitTogether) {
  options_.kafka.properties = {{"ssl.ca.location", "/nowhere/ca.pem"}, {"security.protocol", "ssl"}};
  EXPECT_TRUE(absl::IsInvalidArgument(PublisherLoop::Start(options_, recorder_).status()));
}

}  // namespace
}  // namespace rollcall::agent
