// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_consumer.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace rollcall::feed {

KafkaConsumer::KafkaConsumer(Factory make, topic::KafkaClient client)
    : make_(std::move(make)), client_(std::move(client)), queue_(rd_kafka_queue_get_consumer(client_.get())) {
  CHECK(queue_ != nullptr);
}

void KafkaConsumer::Renew() {
  absl::StatusOr<topic::KafkaClient> made = make_();
  if (!made.ok()) {
    Log(LogLevel::kWarning, "a Kafka client cannot be replaced", {{"fault", std::string(made.status().message())}});
    return;
  }
  queue_.reset();  // before its client
  client_ = *std::move(made);
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  CHECK(queue_ != nullptr);
}

}  // namespace rollcall::feed
