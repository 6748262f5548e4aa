// SPDX-License-Identifier: Apache-2.0
// A Kafka broker inside this process, on a free loopback port, for tests and for trying Rollcall out.
#pragma once

#include <librdkafka/rdkafka.h>  // must come before rdkafka_mock.h
#include <librdkafka/rdkafka_mock.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::topic {

// librdkafka's mock cluster with one broker and one topic of one partition. Any client (kcat too) can produce, consume
// and ask for metadata. The broker keeps nothing on disk, keeps at most 5 MiB or 100,000 batches of the topic, does not
// compact, and supports neither CreateTopics, DescribeConfigs nor TLS. Thread-safe.
class EmbeddedBroker {
 public:
  // `topic` exists when this returns. UNAVAILABLE: no loopback port is free.
  static absl::StatusOr<std::unique_ptr<EmbeddedBroker>> Start(const std::string& topic);
  EmbeddedBroker(const EmbeddedBroker&) = delete;
  EmbeddedBroker& operator=(const EmbeddedBroker&) = delete;

  // "127.0.0.1:PORT", as --brokers takes it.
  const std::string& BrokerAddress() const { return address_; }

  // For tests that inject faults with rdkafka_mock.h.
  rd_kafka_mock_cluster_t* cluster() { return cluster_; }

 private:
  EmbeddedBroker(KafkaClient client, rd_kafka_mock_cluster_t* cluster);

  KafkaClient client_;  // owns the cluster
  rd_kafka_mock_cluster_t* cluster_;
  std::string address_;
};

}  // namespace rollcall::topic
