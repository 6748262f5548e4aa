// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_log_end.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/feed/kafka_log_bounds.h"

namespace rollcall::feed {
namespace {

constexpr int32_t kPartition = 0;
// A broker that records were read from may have died. Then it cannot be asked any more which topic they are from, but a
// quorum of the others can.
constexpr absl::Duration kGraceForSources = absl::Seconds(1);

std::vector<int32_t> BrokersToAsk(const QuorumRule& rule, const std::vector<int32_t>& sources, int32_t leader) {
  std::vector<int32_t> brokers = rule.replicas;
  brokers.insert(brokers.end(), sources.begin(), sources.end());
  brokers.push_back(leader);
  std::sort(brokers.begin(), brokers.end());
  brokers.erase(std::unique(brokers.begin(), brokers.end()), brokers.end());
  return brokers;
}

}  // namespace

PendingLogEnd::PendingLogEnd(LogEnd end, QuorumRule rule, std::vector<int32_t> sources, topic::KafkaQueue queue,
                             int pending)
    : end_(std::move(end)),
      quorum_(std::move(rule), end_.leader),
      sources_(std::move(sources)),
      queue_(std::move(queue)),
      pending_(pending) {}

void PendingLogEnd::Add(int32_t broker, const topic::TopicView& view) {
  quorum_.Add({.broker = broker, .leader = view.leader});
  topic_ids_[broker] = view.topic_id;
}

absl::Status PendingLogEnd::Check() const {
  if (absl::Status status = quorum_.Check(); !status.ok()) return status;
  const auto leaders = topic_ids_.find(end_.leader);
  if (leaders == topic_ids_.end()) {
    return absl::UnavailableError(
        absl::StrCat("broker ", end_.leader, ", the leader, does not say which topic it has"));
  }
  for (const auto& [broker, topic_id] : topic_ids_) {
    if (topic_id != leaders->second) {
      return absl::UnavailableError(absl::StrCat("brokers ", end_.leader, " and ", broker,
                                                 " know different topics of this name: it is being recreated"));
    }
  }
  return absl::OkStatus();
}

bool PendingLogEnd::HasAllSources() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [this](int32_t broker) { return topic_ids_.count(broker) != 0; });
}

absl::StatusOr<LogEnd> PendingLogEnd::Await(const std::string& topic, const Deadline& deadline) {
  absl::Status confirmed = Check();
  Deadline grace = deadline;  // for the sources, once only they are missing
  while (pending_ > 0 && !(confirmed.ok() && HasAllSources())) {
    const int wait_ms = static_cast<int>(absl::ToInt64Milliseconds(grace.Left())) + 1;
    const topic::KafkaEvent event(rd_kafka_queue_poll(queue_.get(), wait_ms));
    if (event == nullptr) break;
    --pending_;
    const absl::StatusOr<topic::TopicView> view = topic::ReadTopicView(event.get(), topic);
    if (view.ok()) Add(topic::BrokerOf(event.get()), *view);
    const bool was_confirmed = confirmed.ok();
    confirmed = Check();
    if (confirmed.ok() && !was_confirmed) grace = Deadline(std::min(kGraceForSources, deadline.Left()));
  }
  if (!confirmed.ok()) return confirmed;
  end_.topic_id = topic_ids_.at(end_.leader);
  return end_;
}

absl::StatusOr<PendingLogEnd> KafkaLogEnd::Ask(const QuorumRule& rule, const std::vector<int32_t>& sources,
                                               const Deadline& deadline) {
  responses_.ForgetListOffsets();
  const absl::StatusOr<int64_t> offset = ListOffset(client_, topic_, kPartition, OffsetSpec::kLatest, deadline.Left());
  if (!offset.ok()) return offset.status();
  LogEnd end;
  end.high_watermark = *offset;
  end.leader = responses_.list_offsets_broker();
  topic::KafkaQueue queue(rd_kafka_queue_new(client_));
  int pending = 0;
  for (const int32_t broker : BrokersToAsk(rule, sources, end.leader)) {
    absl::Status asked = topic::AskForTopicView(client_, topic_, broker, deadline.Left(), queue.get());
    if (!asked.ok()) return asked;
    ++pending;
  }
  return PendingLogEnd(std::move(end), rule, sources, std::move(queue), pending);
}

}  // namespace rollcall::feed
