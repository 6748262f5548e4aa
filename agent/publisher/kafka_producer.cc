// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/kafka_producer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/deadline.h"
#include "base/log.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_error.h"
#include "topic/topic_check.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kPollStep = absl::Milliseconds(100);  // how soon a fatal error is noticed
constexpr absl::Duration kPurgeGrace = absl::Seconds(1);       // for the delivery report of a record that was given up

int PollMs(const Deadline& until) {
  const absl::Duration step = std::clamp(until.Left(), absl::ZeroDuration(), kPollStep);
  return static_cast<int>(absl::ToInt64Milliseconds(step));
}

bool IsPurged(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

rd_kafka_resp_err_t FatalErrorOf(rd_kafka_t* client) {
  char text[512] = "";
  return rd_kafka_fatal_error(client, text, sizeof(text));
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaProducer>> KafkaProducer::Create(const topic::KafkaOptions& options,
                                                                     const std::string& topic,
                                                                     const std::string& client_id) {
  std::unique_ptr<KafkaProducer> producer(new KafkaProducer(options, topic, client_id));
  if (absl::Status status = producer->Open(); !status.ok()) return status;
  return producer;
}

absl::Status KafkaProducer::Open() {
  absl::StatusOr<topic::KafkaConf> conf = topic::ProducerConf(options_, client_id_, idempotence_);
  if (!conf.ok()) return conf.status();
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaProducer::OnDelivery);
  rd_kafka_conf_set_opaque(conf->get(), &awaited_);
  absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client.ok()) return client.status();
  client_ = *std::move(client);
  return absl::OkStatus();
}

absl::Status KafkaProducer::CheckTopic(const Deadline& deadline) {
  const absl::StatusOr<topic::TopicDescription> description = DescribeTopic(deadline);
  if (!description.ok()) return description.status();
  return topic::CheckTopic(*description);
}

absl::StatusOr<topic::TopicDescription> KafkaProducer::DescribeTopic(const Deadline& deadline) const {
  return topic::KafkaAdmin(client_.get()).DescribeTopic(topic_, deadline.Left());
}

absl::StatusOr<int64_t> KafkaProducer::Append(const Record& record, const Deadline& deadline) {
  while (true) {
    if (absl::Status sent = Send(record); !sent.ok()) return sent;
    std::optional<absl::StatusOr<int64_t>> outcome;
    while (!outcome.has_value() && !deadline.Passed()) outcome = Poll(deadline.Left());
    if (!outcome.has_value()) return GiveUp();
    if (!absl::IsAborted(outcome->status())) return *outcome;
    // Writing the same status once more changes nothing, and gives an offset to report.
    if (deadline.Passed()) return absl::UnavailableError(outcome->status().message());
  }
}

absl::Status KafkaProducer::ReopenAfterFatal(rd_kafka_resp_err_t fatal) {
  const bool lacks_idempotence = fatal == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE ||
                                 fatal == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION ||
                                 fatal == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
  Log(LogLevel::kWarning, "the Kafka producer is replaced", {{"reason", rd_kafka_err2name(fatal)}});
  if (lacks_idempotence) idempotence_ = topic::Idempotence::kOff;
  return Open();
}

absl::Status KafkaProducer::Send(const Record& record) {
  if (const rd_kafka_resp_err_t fatal = FatalErrorOf(client_.get()); fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (absl::Status status = ReopenAfterFatal(fatal); !status.ok()) return status;
  }
  awaited_ = {.number = awaited_.number + 1, .delivery = std::nullopt};
  const std::string what = absl::StrCat("publishing to topic '", topic_, "'");
  const topic::KafkaTopic topic(rd_kafka_topic_new(client_.get(), topic_.c_str(), nullptr));
  if (topic == nullptr) return topic::KafkaErrorToStatus(rd_kafka_last_error(), what);
  void* value = record.value.has_value() ? const_cast<char*>(record.value->data()) : nullptr;  // null is a tombstone
  const size_t value_size = record.value.has_value() ? record.value->size() : 0;
  const int result = rd_kafka_produce(topic.get(), /*partition=*/0, RD_KAFKA_MSG_F_COPY, value, value_size,
                                      record.key.data(), record.key.size(), reinterpret_cast<void*>(awaited_.number));
  const rd_kafka_resp_err_t error = result == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
  if (error == RD_KAFKA_RESP_ERR__FATAL) return absl::OkStatus();  // since a moment ago; Poll says so
  return topic::KafkaErrorToStatus(error, what);
}

void KafkaProducer::OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
  auto* awaited = static_cast<AwaitedRecord*>(opaque);
  if (reinterpret_cast<intptr_t>(message->_private) != awaited->number) return;
  awaited->delivery = Delivery{.error = message->err, .offset = message->offset};
}

std::optional<absl::StatusOr<int64_t>> KafkaProducer::Poll(absl::Duration max_wait) {
  const Deadline until(max_wait);
  rd_kafka_resp_err_t fatal = FatalErrorOf(client_.get());
  do {
    rd_kafka_poll(client_.get(), PollMs(until));
    fatal = FatalErrorOf(client_.get());
  } while (!awaited_.delivery.has_value() && !until.Passed() && fatal == RD_KAFKA_RESP_ERR_NO_ERROR);
  if (fatal == RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (!awaited_.delivery.has_value()) return std::nullopt;
    return Outcome(*awaited_.delivery);
  }
  return absl::AbortedError(absl::StrCat("publishing to topic '", topic_, "': the Kafka client has a fatal error (",
                                         rd_kafka_err2name(fatal), ") and is replaced"));
}

absl::StatusOr<int64_t> KafkaProducer::Outcome(const Delivery& delivery) const {
  if (delivery.error != RD_KAFKA_RESP_ERR_NO_ERROR) return NotAcknowledged(delivery.error);
  topic::ForgetError(rd_kafka_name(client_.get()));
  if (delivery.offset >= 0) return delivery.offset;
  // The broker recognized a retry (DUPLICATE_SEQUENCE_NUMBER), and no longer knows the offset.
  return absl::AbortedError(
      absl::StrCat("the record is written to topic '", topic_, "', but the broker did not report its offset"));
}

// After that the record is not sent any more. The delivery report says whether it was.
absl::StatusOr<int64_t> KafkaProducer::GiveUp() {
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  const Deadline until(kPurgeGrace);
  while (!awaited_.delivery.has_value() && !until.Passed()) rd_kafka_poll(client_.get(), PollMs(until));
  if (!awaited_.delivery.has_value()) return NotAcknowledged(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT);
  absl::StatusOr<int64_t> outcome = Outcome(*awaited_.delivery);
  if (absl::IsAborted(outcome.status())) return absl::UnavailableError(outcome.status().message());
  return outcome;
}

absl::Status KafkaProducer::Diagnosis() const { return topic::Diagnose(client_.get()).status; }

absl::Status KafkaProducer::NotAcknowledged(rd_kafka_resp_err_t error) const {
  const std::string what = absl::StrCat("publishing to topic '", topic_, "' at '", options_.brokers, "'");
  if (!IsPurged(error)) return topic::KafkaErrorToStatus(error, what);
  const char* fate =
      error == RD_KAFKA_RESP_ERR__PURGE_QUEUE
          ? "the record was not sent; check that the topic's leader can be reached"
          : "the record was sent and may be written nevertheless; check that as many replicas are in sync as the "
            "topic's min.insync.replicas requires";
  const absl::Status fault = topic::Diagnose(client_.get()).status;
  return absl::UnavailableError(absl::StrCat(what, " was not acknowledged in time: ", fate, fault.ok() ? "" : "; ",
                                             std::string(fault.message())));
}

}  // namespace rollcall::agent
