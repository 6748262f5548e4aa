// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_reader.h"

#include <random>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/deadline.h"
#include "rollcall/instant.h"
#include "server/feed/kafka_record.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_leader.h"
#include "topic/kafka/kafka_property.h"

namespace rollcall::feed {
namespace {

constexpr int kWaitForRecordsMs = 100;
// A batch ends here at the latest, so that a long replay answers the prober, the describer and a stop in between.
constexpr size_t kMaxBatchBytes = 4 << 20;
constexpr size_t kBytesOfRecord = 64;  // what a record takes beside its value, about

uint64_t NewClockId() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

bool IsBatchError(const rd_kafka_message_t& message) { return IsUnreadableBatch(message.err) && message.offset >= 0; }

}  // namespace

KafkaReader::KafkaReader(std::unique_ptr<topic::KafkaResponses> responses, std::unique_ptr<KafkaConsumer> consumer,
                         const std::string& topic, state::Store& store, FeedCounters& counters, Mailbox& mailbox)
    : responses_(std::move(responses)),
      consumer_(std::move(consumer)),
      topic_(topic),
      counters_(counters),
      tailer_(store, counters, topic, NewClockId(), Instant::Now()),
      mailbox_(mailbox),
      first_lookup_(rd_kafka_topic_new(consumer_->client(), topic.c_str(), nullptr)) {
  const Instant now = Instant::Now();
  ReportNoAnswer(now);
  tailer_.OnBatchEnd(Bounds(), responses_->topic_lookups(), now);
}

void KafkaReader::Run() {
  while (!mailbox_.IsStopped()) {
    if (const auto assignment = tailer_.TakeAssignment()) Assign(*assignment);
    batch_bytes_ = 0;
    const int wait_ms = tailer_.HasWorkLeft() ? 0 : kWaitForRecordsMs;
    rd_kafka_consume_callback_queue(consumer_->queue(), wait_ms, &KafkaReader::OnMessage, this);
    rd_kafka_poll(consumer_->client(), 0);  // log and error callbacks
    const std::vector<BrokerReport> reports = mailbox_.TakeReports();
    const Instant now = Instant::Now();  // read after the reports were made, so that no evidence is from later
    counters_.reader.Beat(now);
    DispatchReports(reports, now);
    if (!was_described_) ReportNoAnswer(now);
    tailer_.OnBatchEnd(Bounds(), responses_->topic_lookups(), now);
    if (tailer_.TakeProbeWish()) mailbox_.ExpediteProbe();
    if (mailbox_.IsProbeRequested()) mailbox_.SetProbe(tailer_.NextProbe(now));
  }
}

LogBounds KafkaReader::Bounds() const {
  LogBounds bounds = KnownLogBounds(consumer_->client(), topic_, kPartition);
  bounds.fetches = responses_->fetches();
  bounds.broker = responses_->fetch_broker();
  return bounds;
}

void KafkaReader::DispatchReports(const std::vector<BrokerReport>& reports, Instant now) {
  for (const BrokerReport& report : reports) {
    if (const auto* result = std::get_if<absl::StatusOr<ProbeResult>>(&report)) {
      tailer_.OnProbe(*result, now);
    } else {
      was_described_ = true;
      tailer_.OnTopic(std::get<absl::StatusOr<topic::TopicDescription>>(report), now);
    }
  }
}

// The describer needs seconds to find out that no broker answers. Until its first report, the reader's own connection
// shows it.
void KafkaReader::ReportNoAnswer(Instant now) {
  const absl::Status fault = topic::Diagnose(consumer_->client()).status;
  tailer_.OnTopic(!fault.ok()
                      ? fault
                      : absl::UnavailableError(absl::StrCat(
                            "no answer yet from '", topic::PropertyOf(consumer_->client(), "bootstrap.servers"), "'")),
                  now);
}

void KafkaReader::Wake() {
  const MutexLock lock(renewal_mutex_);
  rd_kafka_queue_yield(consumer_->queue());
}

void KafkaReader::RenewClient() {
  const MutexLock lock(renewal_mutex_);
  first_lookup_.reset();  // before its client
  consumer_->Renew();
  responses_->ForgetFetches();
}

void KafkaReader::Assign(const Assignment& assignment) {
  if (assignment.client == Assignment::Client::kNew) RenewClient();
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  if (assignment.kind == Assignment::Kind::kNothing) {
    error = rd_kafka_assign(consumer_->client(), nullptr);
  } else {
    const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_t* partition =
        rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), kPartition);
    partition->offset = assignment.kind == Assignment::Kind::kLogStart ? RD_KAFKA_OFFSET_BEGINNING : assignment.offset;
    // A new topic handle makes librdkafka ask for the leader at once. After an assignment alone, a client that is
    // connected already asks with its next update of all topics, up to a second later.
    const topic::KafkaTopic lookup =
        first_lookup_ != nullptr ? std::move(first_lookup_)
                                 : topic::KafkaTopic(rd_kafka_topic_new(consumer_->client(), topic_.c_str(), nullptr));
    error = rd_kafka_assign(consumer_->client(), partitions.get());
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  fault_.Report(Instant::Now(), "the topic cannot be assigned",
                std::string(topic::KafkaErrorToStatus(error, absl::StrCat("topic '", topic_, "'")).message()));
}

void KafkaReader::FollowLeader(int32_t leader, absl::Duration timeout) {
  const int32_t broker = responses_->fetch_broker();
  if (broker < 0 || broker == leader) return;
  const Deadline deadline(timeout);
  const MutexLock lock(renewal_mutex_);
  topic::Connect(consumer_->client(), topic_, leader, deadline.Left());
  topic::LearnLeader(consumer_->client(), topic_, deadline.Left());
}

void KafkaReader::OnMessage(rd_kafka_message_t* message, void* self) {
  auto* reader = static_cast<KafkaReader*>(self);
  reader->Dispatch(*message);
  reader->batch_bytes_ += message->len + kBytesOfRecord;
  if (reader->batch_bytes_ >= kMaxBatchBytes) rd_kafka_yield(reader->consumer_->client());
}

void KafkaReader::Dispatch(const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    DispatchError(message);
    return;
  }
  NoteSource(message);
  tailer_.OnRecord(ToRecord(message), tailer_.WantsEnd(message.offset) ? Bounds().end : std::nullopt);
}

void KafkaReader::NoteSource(const rd_kafka_message_t& message) {
  const int32_t source = rd_kafka_message_broker_id(&message);
  if (std::exchange(source_, source) != source) tailer_.OnSource(source);
}

void KafkaReader::DispatchError(const rd_kafka_message_t& message) {
  if (topic::IsGroupError(message.err)) return;
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    fault_.Clear("the topic can be read again");
    NoteSource(message);
    tailer_.OnEndReached(message.offset);
    return;
  }
  const bool is_outside = message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
                          message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                          message.err == RD_KAFKA_RESP_ERR__LOG_TRUNCATION;  // KIP-320: by the leader's epochs
  if (is_outside) {
    tailer_.OnOffsetOutOfRange(Instant::Now());
    return;
  }
  const Instant now = Instant::Now();
  const std::string why(
      topic::KafkaErrorToStatus(message.err, absl::StrCat("topic '", topic_, "'"), rd_kafka_message_errstr(&message))
          .message());
  fault_.Report(now, "the topic cannot be read", why);
  if (IsBatchError(message)) {
    tailer_.OnUnreadable(message.offset, why, now);
  } else {
    tailer_.OnReadFault(why);
  }
}

}  // namespace rollcall::feed
