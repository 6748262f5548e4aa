// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/kafka_reap_sink.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/command.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kPollStep = absl::Milliseconds(100);  // how soon a cancellation is noticed

}  // namespace

absl::Status CheckSameTopic(const v1::Header& header, const topic::TopicDescription& description) {
  const bool is_other_cluster =
      !header.cluster_id().empty() && !description.cluster_id.empty() && header.cluster_id() != description.cluster_id;
  if (header.topic() == description.name && !is_other_cluster) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the server shows topic '", header.topic(), "' of cluster '",
                                                    header.cluster_id(),
                                                    "', but --brokers and --topic "
                                                    "name topic '",
                                                    description.name, "' of cluster '", description.cluster_id,
                                                    "': nothing is written; name the server's own brokers and topic"));
}

absl::StatusOr<std::unique_ptr<KafkaReapSink>> KafkaReapSink::Create(const KafkaTarget& target,
                                                                     Cancellation& cancellation) {
  absl::StatusOr<std::unique_ptr<KafkaProducer>> producer = KafkaProducer::Create(target.kafka, target.topic, kProgram);
  if (!producer.ok()) return producer.status();
  return std::unique_ptr<KafkaReapSink>(new KafkaReapSink(target.topic, *std::move(producer), cancellation));
}

absl::Status KafkaReapSink::Check(const v1::Header& header, const Deadline& deadline) {
  const std::string asked = absl::StrCat(header.cluster_id(), " ", header.topic());
  if (checked_ == asked) return absl::OkStatus();
  const absl::StatusOr<topic::TopicDescription> description = producer_->DescribeTopic(deadline);
  if (!description.ok()) return description.status();
  if (absl::Status usable = topic::CheckTopic(*description); !usable.ok()) return usable;
  if (absl::Status same = CheckSameTopic(header, *description); !same.ok()) return same;
  checked_ = asked;
  return absl::OkStatus();
}

absl::StatusOr<int64_t> KafkaReapSink::Append(const Record& record, const Deadline& deadline) {
  if (absl::Status sent = producer_->Send(record); !sent.ok()) return sent;
  std::optional<absl::StatusOr<int64_t>> outcome;
  while (!outcome.has_value() && !deadline.Passed() && !cancellation_.cancelled()) {
    outcome = producer_->Poll(std::min(deadline.Left(), kPollStep));
  }
  if (outcome.has_value()) return *outcome;
  if (cancellation_.cancelled()) return absl::CancelledError("ended before the record was acknowledged");
  // Otherwise the record would be sent as soon as the broker is back, on evidence that is old by then.
  if (absl::Status reopened = producer_->Reopen(); !reopened.ok()) return reopened;
  return absl::UnavailableError(
      absl::StrCat("writing to topic '", topic_,
                   "' was not acknowledged in time; the record may be written "
                   "nevertheless. Check that the topic's leader can be reached and that enough replicas are in sync"));
}

}  // namespace rollcall::agent
