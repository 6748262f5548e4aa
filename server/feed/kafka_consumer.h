// SPDX-License-Identifier: Apache-2.0
// A consumer with its queue, which can be replaced by a new one.
//
// librdkafka takes a leader with a lower epoch than it knows for an outdated answer, even if the topic's id is another
// one (2.8 to 2.15). The epochs of a recreated topic begin at 0 again. So a consumer that knows the old topic, or that
// is told of it once more by a broker that is behind, may never find the new topic's leader. Only a new consumer does.
#pragma once

#include <librdkafka/rdkafka.h>

#include <functional>

#include "absl/status/statusor.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaConsumer {
 public:
  using Factory = std::function<absl::StatusOr<topic::KafkaClient>()>;

  // `client`: the first one, made by `make`.
  KafkaConsumer(Factory make, topic::KafkaClient client);

  rd_kafka_t* client() const { return client_.get(); }
  rd_kafka_queue_t* queue() const { return queue_.get(); }

  // Replaces the client and the queue; nothing may use the old ones any more. The new client has no assignment. If it
  // cannot be made, the log says so and the old one stays. Not thread-safe.
  void Renew();

 private:
  const Factory make_;
  topic::KafkaClient client_;
  topic::KafkaQueue queue_;
};

}  // namespace rollcall::feed
