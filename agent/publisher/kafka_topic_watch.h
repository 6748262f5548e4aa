// SPDX-License-Identifier: Apache-2.0
// Asks the brokers now and then whether the topic is still there, and still the same one.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "rollcall/instant.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::agent {

// Not thread-safe. Never waits for a broker.
class KafkaTopicWatch {
 public:
  explicit KafkaTopicWatch(const std::string& topic) : topic_(topic) {}

  // Asks by this client from now on, and soon. Null: ends that, before the client is destroyed.
  void Use(rd_kafka_t* client);

  // NOT_FOUND: the topic does not exist. ABORTED, once: another topic has its name now. OK: neither is known.
  absl::Status Check(Instant now);

 private:
  absl::Status ReadAnswer(rd_kafka_event_t* answer);

  const std::string topic_;
  rd_kafka_t* client_ = nullptr;
  topic::KafkaQueue answers_;
  std::string topic_id_;  // as last seen, also by an earlier client; empty if unknown
  bool is_asked_ = false;
  Instant next_question_;
};

}  // namespace rollcall::agent
