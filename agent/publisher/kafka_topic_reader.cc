// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/kafka_topic_reader.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/deadline.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_leader.h"

namespace rollcall::agent {
namespace {

// How long to wait for the next answer.
absl::Duration NextWait(const Deadline& deadline) {
  return std::clamp(deadline.Left(), absl::ZeroDuration(), absl::Seconds(1));
}

absl::StatusOr<topic::KafkaClient> OpenAtStart(const topic::KafkaOptions& options, const std::string& topic_name,
                                               const std::string& client_id, const Deadline& deadline) {
  absl::StatusOr<topic::KafkaConf> conf = topic::ConsumerConf(topic::QuickAtTheEnd(options), client_id);
  if (!conf.ok()) return conf.status();
  absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client.ok()) return client;
  // If librdkafka does not know the leader at the assignment, it looks for the start of the log half a second later.
  topic::LearnLeader(client->get(), topic_name, NextWait(deadline));
  const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(partitions.get(), topic_name.c_str(), 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
  const rd_kafka_resp_err_t error = rd_kafka_assign(client->get(), partitions.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return topic::KafkaErrorToStatus(error, absl::StrCat("reading topic '", topic_name, "'"));
  }
  return client;
}

std::string_view KeyOf(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key_len};
}

std::optional<std::string> ValueOf(const rd_kafka_message_t& message) {
  if (message.payload == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(message.payload), message.len);
}

FoundRecord FoundIn(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const int64_t time_ms = rd_kafka_message_timestamp(&message, &type);
  const bool has_time = type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && time_ms >= 0;
  return {.offset = message.offset,
          .time = has_time ? std::optional(absl::FromUnixMillis(time_ms)) : std::nullopt,
          .value = ValueOf(message)};
}

// Whoever waits in vain learns why, as far as the client knows it.
absl::Status NotInTime(rd_kafka_t* client, const std::string& what) {
  const absl::Status fault = topic::Diagnose(client).status;
  return absl::UnavailableError(
      absl::StrCat(what, " did not reach its end in time; ",
                   fault.ok() ? "a larger --timeout may help" : std::string(fault.message())));
}

}  // namespace

absl::StatusOr<std::vector<std::optional<FoundRecord>>> KafkaTopicReader::Latest(const std::vector<std::string>& keys,
                                                                                 const Deadline& deadline) {
  const absl::StatusOr<topic::KafkaClient> client = OpenAtStart(options_, topic_, client_id_, deadline);
  if (!client.ok()) return client.status();
  const std::string what = absl::StrCat("reading topic '", topic_, "'");
  std::vector<std::optional<FoundRecord>> latest(keys.size());
  while (!deadline.Passed()) {
    const auto wait_ms = static_cast<int>(absl::ToInt64Milliseconds(NextWait(deadline)));
    const topic::KafkaMessage message(rd_kafka_consumer_poll(client->get(), wait_ms));
    if (message == nullptr || topic::IsGroupError(message->err)) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return latest;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      absl::Status status = topic::KafkaErrorToStatus(message->err, what, rd_kafka_message_errstr(message.get()));
      if (!absl::IsUnavailable(status)) return status;  // otherwise librdkafka itself tries again
    } else if (message->key != nullptr) {
      const auto key = std::find(keys.begin(), keys.end(), KeyOf(*message));
      if (key != keys.end()) latest[static_cast<size_t>(key - keys.begin())] = FoundIn(*message);
    }
  }
  return NotInTime(client->get(), what);
}

}  // namespace rollcall::agent
