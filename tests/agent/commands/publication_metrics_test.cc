// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publication_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>

namespace rollcall::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PublicationMetricsTest : public ::testing::Test {
 protected:
  std::string Text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  prometheus::Registry registry_;
  PublicationMetrics metrics_{registry_};
};

TEST_F(PublicationMetricsTest, EachCauseIsThereFromTheStart) {
  for (const std::string cause : {"change", "lease", "correction", "retry"}) {
    EXPECT_THAT(Text(), HasSubstr("rollcall_agent_published_total{cause=\"" + cause + "\"} 0"));
  }
}

TEST_F(PublicationMetricsTest, EventsAreCounted) {
  metrics_.CountPublished(NodePublication::Cause::kRetry);
  metrics_.CountFailure();
  metrics_.CountOverwritten();
  metrics_.SetSource(absl::OkStatus());
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_published_total{cause=\"retry\"} 1"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_publish_failures_total 1"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_overwritten_total 1"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_source_up 1"));
  metrics_.SetSource(absl::UnavailableError("x"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_source_up 0"));
}

TEST_F(PublicationMetricsTest, TheTimesOfANodeAreUnixTimes) {
  const Instant now(absl::FromUnixSeconds(1000));
  PublicationStatus status;
  status.node_id = 5;
  metrics_.SetStatuses({status}, now);
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_last_ack_timestamp_seconds{node_id=\"5\"} 0"));
  status.last_ack = now - absl::Seconds(10);
  status.lease_end = now + absl::Seconds(170);
  status.has_yielded = true;
  metrics_.SetStatuses({status}, now);
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_last_ack_timestamp_seconds{node_id=\"5\"} 990"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_lease_end_timestamp_seconds{node_id=\"5\"} 1170"));
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_yielded{node_id=\"5\"} 1"));
}

TEST_F(PublicationMetricsTest, TheSeriesOfANodeThatIsGoneEnd) {
  PublicationStatus first;
  first.node_id = 5;
  PublicationStatus second;
  second.node_id = 6;
  metrics_.SetStatuses({first, second}, Instant());
  EXPECT_THAT(Text(), HasSubstr("node_id=\"5\""));
  metrics_.SetStatuses({second}, Instant());
  EXPECT_THAT(Text(), Not(HasSubstr("node_id=\"5\"")));
  EXPECT_THAT(Text(), HasSubstr("node_id=\"6\""));
  metrics_.SetStatuses({first, second}, Instant());
  EXPECT_THAT(Text(), HasSubstr("rollcall_agent_yielded{node_id=\"5\"} 0"));
}

}  // namespace
}  // namespace rollcall::agent
