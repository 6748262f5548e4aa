// SPDX-License-Identifier: Apache-2.0
// Creates the status topic, or checks the existing one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

// Returns one line for a person that says what was found or created. FAILED_PRECONDITION if the topic exists but cannot
// be the status topic; its settings are never changed. Other errors as in KafkaAdmin.
absl::StatusOr<std::string> CreateOrCheckTopic(const topic::KafkaOptions& options, const std::string& topic,
                                               const topic::NewTopicSettings& settings, const Deadline& deadline);

}  // namespace rollcall::agent
