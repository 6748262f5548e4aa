// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_probe.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/deadline.h"
#include "rollcall/instant.h"
#include "server/feed/kafka_log_bounds.h"
#include "server/feed/kafka_record.h"
#include "topic/kafka/kafka_error.h"
#include "topic/kafka/kafka_leader.h"

namespace rollcall::feed {
namespace {

constexpr int32_t kPartition = 0;
constexpr int kQuickRetries = 3;
constexpr int kMaxTimeouts = 3;  // a new client of a slow broker may need more than one probe's time to connect
constexpr absl::Duration kConnectTimeout = absl::Seconds(1);

}  // namespace

KafkaProbe::KafkaProbe(KafkaConsumer& consumer, rd_kafka_t* asker, topic::KafkaResponses& asker_responses,
                       std::string topic)
    : consumer_(consumer), asker_(asker), topic_(std::move(topic)), log_end_(asker, asker_responses, topic_) {}

absl::Status KafkaProbe::Assign(int64_t offset) {
  const topic::KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), kPartition)->offset = offset;
  return topic::KafkaErrorToStatus(rd_kafka_assign(consumer_.client(), partitions.get()),
                                   absl::StrCat("probe of topic '", topic_, "'"));
}

absl::StatusOr<ProbeResult> KafkaProbe::Run(const ProbeRequest& request, absl::Duration timeout) {
  const Deadline deadline(timeout);
  if (std::exchange(has_failed_, false)) FindLeader(deadline);
  absl::StatusOr<ProbeResult> result = RunOnce(request, deadline);
  // A broker that named itself as the leader although it is not any more was asked. Another one may be found at once.
  for (int more = kQuickRetries; more > 0 && !result.ok() && deadline.Left() > timeout / 2; --more) {
    FindLeader(deadline);
    result = RunOnce(request, deadline);
  }
  has_failed_ = !result.ok();
  return result;
}

// librdkafka keeps asking a leader that is down, or that is cut off from the other brokers. It learns of the new leader
// only by chance, which may take a minute.
void KafkaProbe::FindLeader(const Deadline& deadline) {
  topic::LearnLeader(asker_, topic_, deadline.Left());
  if (leader_ >= 0) topic::Connect(consumer_.client(), topic_, leader_, std::min(deadline.Left(), kConnectTimeout));
  topic::LearnLeader(consumer_.client(), topic_, deadline.Left());
}

absl::StatusOr<ProbeResult> KafkaProbe::RunOnce(const ProbeRequest& request, const Deadline& deadline) {
  ProbeScan scan(request, Instant::Now());
  absl::StatusOr<PendingLogEnd> asked = log_end_.Ask(request.rule, request.sources, deadline);
  if (!asked.ok()) return asked.status();
  scan.SetEnd(asked->high_watermark());
  absl::StatusOr<ProbeResult> result = Compare(scan, deadline);
  // Whatever was read, it counts only if the leader is confirmed. That was asked in the meantime.
  const absl::StatusOr<LogEnd> confirmed = asked->Await(topic_, deadline);
  if (!confirmed.ok()) return confirmed.status();
  leader_ = confirmed->leader;
  const bool is_other_topic =
      !request.topic_id.empty() && !confirmed->topic_id.empty() && confirmed->topic_id != request.topic_id;
  timeouts_ = !result.ok() && deadline.Passed() ? timeouts_ + 1 : 0;
  if (is_other_topic || timeouts_ >= kMaxTimeouts) RenewClient();
  if (is_other_topic) result = scan.End({});  // there is nothing to compare
  if (!result.ok()) return result.status();
  result->leader = confirmed->leader;
  result->topic_id = confirmed->topic_id;
  return result;
}

void KafkaProbe::RenewClient() {
  timeouts_ = 0;
  consumer_.Renew();
}

absl::Status KafkaProbe::AskForLastStable(ProbeScan& scan, const Deadline& deadline) {
  const absl::StatusOr<int64_t> stable =
      ListOffset(consumer_.client(), topic_, kPartition, OffsetSpec::kLatest, deadline.Left());
  if (stable.ok()) scan.SetLastStable(*stable);
  return stable.status();
}

absl::StatusOr<ProbeResult> KafkaProbe::Compare(ProbeScan& scan, const Deadline& deadline) {
  const ProbeRequest& request = scan.request();
  if (request.wants_last_stable) {
    if (absl::Status status = AskForLastStable(scan, deadline); !status.ok()) return status;
  }
  const bool has_nothing_to_read = scan.end_offset() < request.position;
  if (request.kind == ProbeRequest::Kind::kEnd || has_nothing_to_read) return scan.End({});
  return ReadRecords(scan, deadline);
}

absl::StatusOr<ProbeResult> KafkaProbe::ReadRecords(ProbeScan& scan, const Deadline& deadline) {
  const int64_t from = scan.request().from.value_or(int64_t{RD_KAFKA_OFFSET_BEGINNING});
  if (absl::Status status = Assign(from); !status.ok()) return status;
  absl::StatusOr<ProbeResult> result = ReadToEnd(scan, deadline);
  rd_kafka_assign(consumer_.client(), nullptr);  // stops fetching until the next probe
  return result;
}

// A damaged batch may make librdkafka fetch an offset that never existed. The end is known to be above `from`, so
// `from` is outside the log only if the start is above it too.
absl::Status KafkaProbe::ReadFromLogStart(const ProbeRequest& request, const Deadline& deadline) {
  const absl::StatusOr<int64_t> start =
      ListOffset(consumer_.client(), topic_, kPartition, OffsetSpec::kEarliest, deadline.Left());
  if (!start.ok()) return start.status();
  const int64_t from = request.from.value_or(0);
  if (from < *start) return Assign(*start);
  return absl::UnavailableError(
      absl::StrCat("probe of topic '", topic_, "': what follows offset ", from, " cannot be read"));
}

absl::StatusOr<ProbeResult> KafkaProbe::ReadToEnd(ProbeScan& scan, const Deadline& deadline) {
  const std::string what = absl::StrCat("probe of topic '", topic_, "'");
  while (!deadline.Passed()) {
    const int wait_ms = static_cast<int>(absl::ToInt64Milliseconds(deadline.Left())) + 1;
    const topic::KafkaMessage message(rd_kafka_consume_queue(consumer_.queue(), wait_ms));
    if (message == nullptr || topic::IsGroupError(message->err)) continue;
    const LogBounds log = KnownLogBounds(consumer_.client(), topic_, kPartition);
    switch (message->err) {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        scan.Apply(ToRecord(*message));
        if (scan.IsEnd(message->offset + 1)) return scan.End(log);
        break;
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        if (!scan.IsEnd(message->offset)) {  // an open transaction may hold back the rest
          if (absl::Status status = AskForLastStable(scan, deadline); !status.ok()) return status;
        }
        if (scan.IsEnd(message->offset)) return scan.End(log);
        break;
      case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        if (absl::Status status = ReadFromLogStart(scan.request(), deadline); !status.ok()) return status;
        break;
      default:
        return topic::KafkaErrorToStatus(message->err, what, rd_kafka_message_errstr(message.get()));
    }
  }
  return absl::UnavailableError(absl::StrCat(what, ": its end was not reached in time"));
}

}  // namespace rollcall::feed
