// SPDX-License-Identifier: Apache-2.0
// The RecordSink that uses librdkafka.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/publisher/record_topic.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_config.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/topic_check.h"

namespace rollcall::agent {

// Publishes idempotently. If the broker does not support that or the user may not, it falls back to one request in
// flight. A client instance with a fatal error is replaced. Not thread-safe: one call at a time.
//
// A record is either appended by one call that waits (Append), or sent and then asked about (Send, Poll).
class KafkaProducer : public RecordSink {
 public:
  // Creates the client; nothing is sent yet. INVALID_ARGUMENT for properties that do not fit together.
  static absl::StatusOr<std::unique_ptr<KafkaProducer>> Create(const topic::KafkaOptions& options,
                                                               const std::string& topic, const std::string& client_id);

  absl::Status CheckTopic(const Deadline& deadline) override;
  // What a broker says about the topic. Errors as in KafkaAdmin.
  absl::StatusOr<topic::TopicDescription> DescribeTopic(const Deadline& deadline) const;
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& deadline) override;

  // Gives the record to librdkafka, which sends it as soon as it can and tries again after faults that may pass. An
  // error means that the record is not sent, and is permanent.
  absl::Status Send(const Record& record);
  // What became of the record of the last Send: its offset, an error, or nullopt if that is not known after `max_wait`.
  // ABORTED: it has to be sent again, or rather what is true by then. The client has a fatal error, for which the next
  // Send replaces it, and it is unknown whether the record is written; or it is written, but the broker did not report
  // its offset. Any other error is permanent, or librdkafka has given up.
  std::optional<absl::StatusOr<int64_t>> Poll(absl::Duration max_wait);
  // Replaces the client. The record in flight is given up; it may be written nevertheless.
  absl::Status Reopen() { return Open(); }

  // librdkafka's errors are seen and logged by this, and by Poll.
  void RunCallbacks() { rd_kafka_poll(client_.get(), 0); }
  // Why no broker acknowledges anything; OK if nothing is known.
  absl::Status Diagnosis() const;

 private:
  struct Delivery {
    rd_kafka_resp_err_t error;
    int64_t offset;  // negative if the acknowledgement has none
  };

  // The one record whose delivery is awaited. Reports on other records, which were given up, are ignored.
  struct AwaitedRecord {
    intptr_t number = 0;
    std::optional<Delivery> delivery;
  };

  KafkaProducer(const topic::KafkaOptions& options, const std::string& topic, const std::string& client_id)
      : options_(options), topic_(topic), client_id_(client_id) {}

  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  // Creates the client, or replaces it.
  absl::Status Open();
  absl::Status ReopenAfterFatal(rd_kafka_resp_err_t fatal);
  absl::StatusOr<int64_t> Outcome(const Delivery& delivery) const;
  absl::StatusOr<int64_t> GiveUp();
  absl::Status NotAcknowledged(rd_kafka_resp_err_t error) const;

  const topic::KafkaOptions options_;
  const std::string topic_;
  const std::string client_id_;
  topic::Idempotence idempotence_ = topic::Idempotence::kOn;
  AwaitedRecord awaited_;
  topic::KafkaClient client_;  // destroyed first, because its callbacks use awaited_
};

}  // namespace rollcall::agent
