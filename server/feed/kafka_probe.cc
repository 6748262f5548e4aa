#include "server/feed/kafka_probe.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/deadline.h"
#include "server/feed/kafka_log_bounds.h"
#include "server/feed/kafka_record.h"
#include "topic/kafka/kafka_error.h"
#include "topic/record/key.h"

namespace rollcall::feed {
namespace {

constexpr int32_t kPartition = 0;

}  // namespace

// What a probe makes of the records that it meets.
class KafkaProbe::Reading {
 public:
  explicit Reading(const ProbeRequest& request) {
    result_.request = request;
    result_.started = absl::Now();
  }

  void Take(const topic::RecordView& record) {
    const bool was_read_before = record.offset < result_.request.position;
    if (was_read_before) result_.last_found = record.offset;
    if (was_read_before && result_.found.size() < ProbeResult::kMostFound) {
      result_.found.push_back({record.offset, topic::Fingerprint(record)});
    }
    const bool matters =
        !result_.request.expect.has_value() && record.key.has_value() && topic::ReadKey(*record.key).IsNodeKey();
    if (!matters) return;
    if (record.value.has_value() && record.offset < result_.request.shown_end) live_.insert(std::string(*record.key));
    if (!record.value.has_value()) live_.erase(std::string(*record.key));
  }

  ProbeResult EndOutOfRange() {
    result_.is_out_of_range = true;
    return result_;
  }

  ProbeResult End(int64_t end_offset, int64_t log_start) {
    result_.end_offset = end_offset;
    result_.log_start = log_start;
    result_.found_unexpected_live = !live_.empty();
    return result_;
  }

 private:
  ProbeResult result_;
  absl::flat_hash_set<std::string> live_;
};

KafkaProbe::KafkaProbe(rd_kafka_t* client, std::string topic)
    : client_(client), queue_(rd_kafka_queue_get_consumer(client)), topic_(std::move(topic)) {}

absl::Status KafkaProbe::Assign(int64_t offset) {
  const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), kPartition)->offset = offset;
  return topic::KafkaErrorToStatus(rd_kafka_assign(client_, partitions.get()),
                                   absl::StrCat("probe of topic '", topic_, "'"));
}

absl::StatusOr<ProbeResult> KafkaProbe::Run(const ProbeRequest& request, absl::Duration timeout) {
  const Deadline deadline(timeout);
  Reading reading(request);
  const int64_t from = request.expect.has_value() ? request.expect->offset : int64_t{RD_KAFKA_OFFSET_BEGINNING};
  if (absl::Status status = Assign(from); !status.ok()) return status;
  absl::StatusOr<ProbeResult> result = ReadToEnd(reading, deadline);
  rd_kafka_assign(client_, nullptr);  // stops fetching until the next probe
  return result;
}

absl::StatusOr<ProbeResult> KafkaProbe::ReadToEnd(Reading& reading, const Deadline& deadline) {
  const std::string what = absl::StrCat("probe of topic '", topic_, "'");
  while (!deadline.Passed()) {
    const int wait_ms = static_cast<int>(absl::ToInt64Milliseconds(deadline.Left())) + 1;
    const topic::KafkaMessage message(rd_kafka_consume_queue(queue_.get(), wait_ms));
    if (message == nullptr) continue;
    const LogBounds bounds = KnownLogBounds(client_, topic_, kPartition);
    switch (message->err) {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        reading.Take(ToRecord(*message));
        // Nothing came after it when the broker answered; the event of reaching the end would cost another request.
        if (bounds.end == message->offset + 1) return reading.End(*bounds.end, bounds.start);
        break;
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return reading.End(message->offset, bounds.start);
      case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        return reading.EndOutOfRange();
      default:
        return topic::KafkaErrorToStatus(message->err, what, rd_kafka_message_errstr(message.get()));
    }
  }
  return absl::UnavailableError(absl::StrCat(what, ": its end was not reached in time"));
}

}  // namespace rollcall::feed
