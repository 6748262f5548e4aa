// SPDX-License-Identifier: Apache-2.0
// Owners of librdkafka's objects: each unique_ptr destroys its object with the right function.
//
// Everything that was created from a client (queues, events, topics) must be destroyed before the client. So declare
// the client first.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace rollcall::topic {

template <auto Destroy>
struct KafkaDeleter {
  template <typename T>
  void operator()(T* object) const {
    Destroy(object);
  }
};

struct KafkaClientDeleter {
  void operator()(rd_kafka_t* client) const;  // see kafka_shutdown.h
};

template <typename T, auto Destroy>
using KafkaOwned = std::unique_ptr<T, KafkaDeleter<Destroy>>;

using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaClientDeleter>;
using KafkaConf = KafkaOwned<rd_kafka_conf_t, &rd_kafka_conf_destroy>;
using KafkaTopic = KafkaOwned<rd_kafka_topic_t, &rd_kafka_topic_destroy>;
using KafkaPartitions = KafkaOwned<rd_kafka_topic_partition_list_t, &rd_kafka_topic_partition_list_destroy>;
using KafkaQueue = KafkaOwned<rd_kafka_queue_t, &rd_kafka_queue_destroy>;
using KafkaEvent = KafkaOwned<rd_kafka_event_t, &rd_kafka_event_destroy>;
using KafkaMessage = KafkaOwned<rd_kafka_message_t, &rd_kafka_message_destroy>;
using KafkaErrorPtr = KafkaOwned<rd_kafka_error_t, &rd_kafka_error_destroy>;
using KafkaAdminOptions = KafkaOwned<rd_kafka_AdminOptions_t, &rd_kafka_AdminOptions_destroy>;
using KafkaConfigResource = KafkaOwned<rd_kafka_ConfigResource_t, &rd_kafka_ConfigResource_destroy>;
using KafkaNewTopic = KafkaOwned<rd_kafka_NewTopic_t, &rd_kafka_NewTopic_destroy>;
using KafkaMetadata = KafkaOwned<const struct rd_kafka_metadata, &rd_kafka_metadata_destroy>;

}  // namespace rollcall::topic
