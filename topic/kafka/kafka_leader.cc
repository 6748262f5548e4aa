// SPDX-License-Identifier: Apache-2.0
#include "topic/kafka/kafka_leader.h"

#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_topic_view.h"

namespace rollcall::topic {

void LearnLeader(rd_kafka_t* client, const std::string& topic_name, absl::Duration timeout) {
  const KafkaTopic topic(rd_kafka_topic_new(client, topic_name.c_str(), nullptr));
  const struct rd_kafka_metadata* metadata = nullptr;
  const int timeout_ms = static_cast<int>(absl::ToInt64Milliseconds(timeout)) + 1;
  if (topic != nullptr) rd_kafka_metadata(client, /*all_topics=*/0, topic.get(), &metadata, timeout_ms);
  const KafkaMetadata owned(metadata);
}

void Connect(rd_kafka_t* client, const std::string& topic_name, int32_t broker, absl::Duration timeout) {
  const KafkaQueue queue(rd_kafka_queue_new(client));
  // What it answers does not matter.
  if (!AskForTopicView(client, topic_name, broker, timeout, queue.get()).ok()) return;
  const KafkaEvent answer(rd_kafka_queue_poll(queue.get(), static_cast<int>(absl::ToInt64Milliseconds(timeout)) + 1));
}

}  // namespace rollcall::topic
