#include "server/feed/kafka_probe.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
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
  explicit Reading(const ProbeRequest& request) { result_.request = request; }

  void Start(absl::Time now) { result_.started = now; }

  void Take(const topic::RecordView& record) {
    if (!result_.found.has_value()) result_.found = state::RecordMark{record.offset, topic::Fingerprint(record)};
    const bool matters =
        !result_.request.expect.has_value() && record.key.has_value() && topic::ReadKey(*record.key).IsNodeKey();
    if (!matters) return;
    if (record.value.has_value() && record.offset < result_.request.position) live_.insert(std::string(*record.key));
    if (!record.value.has_value()) live_.erase(std::string(*record.key));
  }

  ProbeResult End(int64_t end_offset) {
    result_.end_offset = end_offset;
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
  Reading reading(request);
  const absl::Time now = absl::Now();
  reading.Start(now);
  const int64_t from = request.expect.has_value() ? request.expect->offset : int64_t{RD_KAFKA_OFFSET_BEGINNING};
  if (absl::Status status = Assign(from); !status.ok()) return status;
  absl::StatusOr<ProbeResult> result = ReadToEnd(reading, now + timeout);
  rd_kafka_assign(client_, nullptr);  // stops fetching until the next probe
  return result;
}

absl::StatusOr<ProbeResult> KafkaProbe::ReadToEnd(Reading& reading, absl::Time deadline) {
  const std::string what = absl::StrCat("probe of topic '", topic_, "'");
  while (true) {
    const int64_t left_ms = absl::ToInt64Milliseconds(deadline - absl::Now());
    if (left_ms <= 0) return absl::UnavailableError(absl::StrCat(what, ": its end was not reached in time"));
    const topic::KafkaMessage message(rd_kafka_consume_queue(queue_.get(), static_cast<int>(left_ms)));
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return reading.End(message->offset);
    if (message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE || message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
      return reading.End(0);  // the expected record is beyond the log's end, or before its start: it is not there
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return topic::KafkaErrorToStatus(message->err, what, rd_kafka_message_errstr(message.get()));
    }
    reading.Take(ToRecord(*message));
  }
}

}  // namespace rollcall::feed
