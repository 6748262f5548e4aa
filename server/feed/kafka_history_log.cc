// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_history_log.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/feed/kafka_log_bounds.h"
#include "server/feed/kafka_record.h"
#include "topic/kafka/kafka_diagnosis.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_leader.h"

namespace rollcall::feed {
namespace {

constexpr int32_t kPartition = 0;
constexpr absl::Duration kLookAtCallerEvery = absl::Milliseconds(100);
// Right after an election the new leader's log seems to end early for a while.
constexpr absl::Duration kEndIsBehindFor = absl::Seconds(5);

// They come after the user's own properties, which are made for the server's reader, and override them.
constexpr std::pair<const char*, const char*> kSmallQueue[] = {
    {"queued.min.messages", "100000"},
    {"queued.max.messages.kbytes", "4096"},
    {"fetch.queue.backoff.ms", "10"},
    {"fetch.message.max.bytes", "1048576"},
};

topic::KafkaOptions WithSmallQueue(topic::KafkaOptions options) {
  options.properties.insert(options.properties.end(), std::begin(kSmallQueue), std::end(kSmallQueue));
  return topic::QuickAtTheEnd(std::move(options));
}

v1::NodeChange::TimeSource TimeSourceOf(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  static_cast<void>(rd_kafka_message_timestamp(&message, &type));
  if (type == RD_KAFKA_TIMESTAMP_CREATE_TIME) return v1::NodeChange::TIME_SOURCE_PRODUCER;
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) return v1::NodeChange::TIME_SOURCE_BROKER;
  return v1::NodeChange::TIME_SOURCE_UNSPECIFIED;
}

// One reading, with its client. Not thread-safe.
class Reading {
 public:
  Reading(topic::KafkaClient client, std::string topic, int64_t end, const Deadline& deadline,
          const std::function<bool()>& is_wanted, history::LogSink& sink)
      : client_(std::move(client)),
        queue_(rd_kafka_queue_get_consumer(client_.get())),
        topic_(std::move(topic)),
        end_(end),
        deadline_(deadline),
        is_wanted_(is_wanted),
        sink_(sink) {}

  absl::Status Run() {
    const absl::StatusOr<int64_t> start = FindStart();
    if (!start.ok()) return start.status();
    sink_.OnStart(*start);
    if (*start >= end_) return absl::OkStatus();
    if (absl::Status assigned = Assign(*start); !assigned.ok()) return assigned;
    while (!is_at_end_) {
      if (absl::Status status = CheckCaller(); !status.ok()) return status;
      if (absl::Status status = ReadSome(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  // A broker that does not answer keeps only a part of a second to itself, so that the caller can leave.
  absl::Duration RequestTimeout() const { return std::min(deadline_.Left(), kLookAtCallerEvery * 5); }

  absl::StatusOr<int64_t> FindStart() {
    while (true) {
      if (absl::Status status = CheckCaller(); !status.ok()) return status;
      topic::LearnLeader(client_.get(), topic_, RequestTimeout());
      absl::StatusOr<int64_t> start =
          ListOffset(client_.get(), topic_, kPartition, OffsetSpec::kEarliest, RequestTimeout());
      if (start.ok() || !absl::IsUnavailable(start.status())) return start;
    }
  }

  absl::Status Assign(int64_t start) {
    const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), kPartition)->offset = start;
    return topic::KafkaErrorToStatus(rd_kafka_assign(client_.get(), partitions.get()),
                                     absl::StrCat("topic '", topic_, "'"));
  }

  absl::Status CheckCaller() {
    if (!is_wanted_()) return absl::CancelledError("nobody waits for the history any more");
    if (!deadline_.Passed()) return absl::OkStatus();
    const absl::Status fault = topic::Diagnose(client_.get()).status;
    return fault.ok() ? absl::UnavailableError("reading it took too long") : absl::UnavailableError(fault.message());
  }

  // Returns soon, so that the caller can be looked at, even if records keep coming.
  absl::Status ReadSome() {
    rd_kafka_poll(client_.get(), 0);  // log and error callbacks
    const Deadline slice(kLookAtCallerEvery);
    for (absl::Duration left = slice.Left(); !is_at_end_ && left > absl::ZeroDuration(); left = slice.Left()) {
      const int wait_ms = static_cast<int>(absl::ToInt64Milliseconds(left)) + 1;
      const topic::KafkaMessage message(rd_kafka_consume_queue(queue_.get(), wait_ms));
      if (message == nullptr) break;
      if (absl::Status status = OnMessage(*message); !status.ok()) return status;
    }
    if (behind_.has_value() && behind_->Passed()) {
      return absl::UnavailableError(absl::StrCat("it ends before offset ", end_, ", up to which records are shown"));
    }
    return absl::OkStatus();
  }

  absl::Status OnMessage(const rd_kafka_message_t& message) {
    switch (message.err) {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        behind_.reset();
        is_at_end_ = message.offset + 1 >= end_;
        if (message.offset >= end_) return absl::OkStatus();
        return sink_.OnRecord({ToRecord(message), TimeSourceOf(message)});
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        is_at_end_ = message.offset >= end_;
        if (!is_at_end_ && !behind_.has_value()) behind_.emplace(kEndIsBehindFor);
        return absl::OkStatus();
      default:
        // A batch that cannot be read leaves a gap, and a gap counts as something that may be missing.
        if (IsUnreadableBatch(message.err) || topic::IsGroupError(message.err)) return absl::OkStatus();
        return topic::KafkaErrorToStatus(message.err, absl::StrCat("topic '", topic_, "'"),
                                         rd_kafka_message_errstr(&message));
    }
  }

  const topic::KafkaClient client_;  // first: it is destroyed last
  const topic::KafkaQueue queue_;
  const std::string topic_;
  const int64_t end_;
  const Deadline& deadline_;
  const std::function<bool()>& is_wanted_;
  history::LogSink& sink_;
  bool is_at_end_ = false;
  std::optional<Deadline> behind_;  // of an end that is too early; nullopt: none was seen
};

}  // namespace

absl::Status KafkaHistoryLog::Read(int64_t end, const Deadline& deadline, const std::function<bool()>& is_wanted,
                                   history::LogSink& sink) {
  absl::StatusOr<topic::KafkaConf> conf = topic::ConsumerConf(WithSmallQueue(options_), "rollcalld-history");
  if (!conf.ok()) return conf.status();
  absl::StatusOr<topic::KafkaClient> client = topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client.ok()) return client.status();
  return Reading(*std::move(client), topic_, end, deadline, is_wanted, sink).Run();
}

}  // namespace rollcall::feed
