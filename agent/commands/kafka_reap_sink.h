// SPDX-License-Identifier: Apache-2.0
// The ReapSink on Kafka.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "agent/commands/kafka_flags.h"
#include "agent/publisher/kafka_producer.h"
#include "agent/reaper/reap_sink.h"
#include "rollcall/cancellation.h"
#include "topic/topic_check.h"

namespace rollcall::agent {

// OK if a server with this header shows this topic. A cluster without an id is not compared.
absl::Status CheckSameTopic(const v1::Header& header, const topic::TopicDescription& description);

// For one thread.
class KafkaReapSink final : public ReapSink {
 public:
  // Sends nothing yet. INVALID_ARGUMENT for properties that do not fit together. `cancellation`, which ends an Append,
  // must outlive it.
  static absl::StatusOr<std::unique_ptr<KafkaReapSink>> Create(const KafkaTarget& target, Cancellation& cancellation);

  absl::Status Check(const v1::Header& header, const Deadline& deadline) override;
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) override;

 private:
  KafkaReapSink(std::string topic, std::unique_ptr<KafkaProducer> producer, Cancellation& cancellation)
      : topic_(std::move(topic)), producer_(std::move(producer)), cancellation_(cancellation) {}

  const std::string topic_;
  const std::unique_ptr<KafkaProducer> producer_;
  Cancellation& cancellation_;
  std::string checked_;  // cluster id and topic of the header that was checked last, if that was OK
};

}  // namespace rollcall::agent
