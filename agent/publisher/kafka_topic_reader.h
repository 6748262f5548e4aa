// SPDX-License-Identifier: Apache-2.0
// The RecordLookup that uses librdkafka.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/publisher/record_topic.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::agent {

// Reads partition 0 from its start until it reaches the end of the log. Creates a client for each call. Thread-safe.
class KafkaTopicReader : public RecordLookup {
 public:
  KafkaTopicReader(const topic::KafkaOptions& options, const std::string& topic, const std::string& client_id)
      : options_(options), topic_(topic), client_id_(client_id) {}

  absl::StatusOr<std::vector<std::optional<FoundRecord>>> Latest(const std::vector<std::string>& keys,
                                                                 const Deadline& deadline) override;

 private:
  const topic::KafkaOptions options_;
  const std::string topic_;
  const std::string client_id_;
};

}  // namespace rollcall::agent
