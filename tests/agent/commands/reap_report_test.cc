// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/reap_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>

#include "agent/commands/kafka_reap_sink.h"
#include "tests/testing/captured_log.h"
#include "tests/testing/status_messages.h"

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FakeSupervisor final : public Supervisor {
 public:
  void SetHealth(const absl::Status& health_in) override { health = health_in; }
  void SetStopping() override {}
  prometheus::Registry& registry() override { return registry_; }
  const std::string& metrics_address() const override { return address_; }

  std::string Metrics() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }
  absl::Status health;

 private:
  prometheus::Registry registry_;
  std::string address_;
};

const absl::Status kHeld = absl::FailedPreconditionError("3 of 4 leased nodes would go");

ReapDecision Holding() {
  ReapDecision decision;
  decision.over = 2;
  decision.share = {.going = 3, .leased = 4, .is_exceeded = true};
  return decision;
}

class ReapReportTest : public ::testing::Test {
 protected:
  FakeSupervisor supervisor_;
  testing::CapturedLog log_;
  ReapReport report_{supervisor_, "reaped the node"};
  const v1::Header header_ = testing::HeaderOf({}, 9);
};

TEST_F(ReapReportTest, IsUnhealthyUntilAServerAnswers) {
  EXPECT_FALSE(supervisor_.health.ok());
  report_.OnLook(header_, {}, absl::OkStatus());
  EXPECT_TRUE(supervisor_.health.ok());
  report_.OnLost("a:1", absl::UnavailableError("refused"));
  EXPECT_THAT(std::string(supervisor_.health.message()), HasSubstr("a:1: refused"));
}

TEST_F(ReapReportTest, AHoldIsAnErrorUntilItIsOver) {
  report_.OnLook(header_, Holding(), kHeld);
  report_.OnLook(header_, Holding(), kHeld);
  EXPECT_EQ(supervisor_.health, kHeld);
  const std::string lines = log_.Lines();
  EXPECT_THAT(lines, HasSubstr("error msg=\"3 of 4 leased nodes would go\" over=2"));
  EXPECT_EQ(lines.find("3 of 4"), lines.rfind("3 of 4")) << "once: " << lines;
  EXPECT_THAT(supervisor_.Metrics(), HasSubstr("rollcall_reaper_held_back_nodes 2\n"));
  report_.OnLook(header_, {}, absl::OkStatus());
  EXPECT_THAT(log_.Lines(), HasSubstr("no longer too many"));
  EXPECT_THAT(supervisor_.Metrics(), HasSubstr("rollcall_reaper_held_back_nodes 0\n"));
}

TEST_F(ReapReportTest, LogsAndCountsEachReapedNode) {
  report_.OnReaped(testing::UpNode(5, 123), 200, "no record");
  EXPECT_THAT(log_.Lines(), HasSubstr("warning msg=\"reaped the node\" node_id=5 offset=200 reason=\"no record\""));
  EXPECT_THAT(supervisor_.Metrics(), HasSubstr("rollcall_reaper_reaped_total 1\n"));
}

TEST_F(ReapReportTest, ShowsTheTimeOfTheEvidence) {
  report_.OnLook(header_, {}, absl::OkStatus());
  EXPECT_THAT(supervisor_.Metrics(), Not(HasSubstr("rollcall_reaper_as_of_timestamp_seconds 0\n")));
}

TEST(CheckSameTopicTest, AnotherTopicOrClusterIsRefused) {
  topic::TopicDescription description;
  description.name = "coprocessor_status_topic";
  description.cluster_id = "cluster";
  const v1::Header header = testing::HeaderOf({}, 9);
  EXPECT_TRUE(CheckSameTopic(header, description).ok());
  description.cluster_id = "other";
  EXPECT_THAT(std::string(CheckSameTopic(header, description).message()), HasSubstr("cluster 'other'"));
  description.cluster_id = "";
  EXPECT_TRUE(CheckSameTopic(header, description).ok()) << "the broker gives no id";
  description.name = "another_topic";
  EXPECT_FALSE(CheckSameTopic(header, description).ok());
}

}  // namespace
}  // namespace rollcall::agent
