// SPDX-License-Identifier: Apache-2.0
// The RecordSink over librdkafka.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/publisher.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::agent {

// Idempotent; against a broker that cannot (or a user that may not) it falls back to one request in flight. A client
// instance that librdkafka calls finished is replaced. Not thread-safe: one call at a time.
class KafkaProducer : public RecordSink {
 public:
  // Makes the client; nothing is sent yet. INVALID_ARGUMENT for properties that do not fit together.
  static absl::StatusOr<std::unique_ptr<KafkaProducer>> Create(const topic::KafkaOptions& options,
                                                               const std::string& topic, const std::string& client_id);

  absl::Status CheckTopic(absl::Time deadline) override;
  absl::StatusOr<int64_t> Append(const Record& record, absl::Time deadline) override;

 private:
  // What became of the one record that is waited for.
  struct Delivery {
    rd_kafka_resp_err_t error;
    int64_t offset;  // negative where the acknowledgement has none
  };

  KafkaProducer(const topic::KafkaOptions& options, const std::string& topic, const std::string& client_id)
      : options_(options), topic_(topic), client_id_(client_id) {}

  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  absl::Status Open();
  absl::Status ReopenAfterFatal(rd_kafka_resp_err_t fatal);
  absl::Status Enqueue(const Record& record);
  std::optional<Delivery> AwaitDelivery(absl::Time deadline);
  absl::Status NotAcknowledged(rd_kafka_resp_err_t error) const;

  const topic::KafkaOptions options_;
  const std::string topic_;
  const std::string client_id_;
  topic::Idempotence idempotence_ = topic::Idempotence::kOn;
  intptr_t awaited_ = 0;  // number of the record waited for: reports on earlier ones, given up, must not count
  std::optional<Delivery> delivery_;
  topic::KafkaClient client_;
};

}  // namespace rollcall::agent
