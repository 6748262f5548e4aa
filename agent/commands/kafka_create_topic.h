// SPDX-License-Identifier: Apache-2.0
// Creates the status topic, or checks the existing one.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/commands/topic_comparison.h"
#include "agent/commands/write_progress.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

struct TopicReport {
  std::string line;            // one line for a person that says what was found or created
  TopicComparison comparison;  // empty if it was created just now
};

// FAILED_PRECONDITION if the topic exists but cannot be the status topic; its settings are never changed.
// INVALID_ARGUMENT, before a broker is asked, for a request that can never work. Other errors as in KafkaAdmin.
absl::StatusOr<TopicReport> CreateOrCheckTopic(const topic::KafkaOptions& options, const std::string& topic,
                                               const TopicRequest& request, const Deadline& deadline,
                                               WriteProgress& progress);

}  // namespace rollcall::agent
