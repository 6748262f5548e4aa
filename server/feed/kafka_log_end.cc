// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_log_end.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "server/feed/kafka_log_bounds.h"
#include "topic/kafka/kafka_topic_view.h"

namespace rollcall::feed {
namespace {

constexpr int32_t kPartition = 0;

// A broker that records were read from may have died. Then it cannot be asked any more which topic they are from, but a
// quorum of the others can.
constexpr absl::Duration kGraceForSources = absl::Seconds(1);

int MillisecondsLeft(const Deadline& deadline) {
  return static_cast<int>(absl::ToInt64Milliseconds(deadline.Left())) + 1;
}

std::vector<int32_t> BrokersToAsk(const KafkaLogEnd::Question& question, int32_t leader) {
  std::vector<int32_t> brokers = question.rule.replicas;
  brokers.insert(brokers.end(), question.sources.begin(), question.sources.end());
  brokers.push_back(leader);
  std::sort(brokers.begin(), brokers.end());
  brokers.erase(std::unique(brokers.begin(), brokers.end()), brokers.end());
  return brokers;
}

// The answers of the brokers about one leader.
class Confirmation {
 public:
  Confirmation(const KafkaLogEnd::Question& question, int32_t leader)
      : sources_(question.sources), leader_(leader), quorum_(question.rule, leader) {}

  void Add(int32_t broker, const topic::TopicView& view) {
    quorum_.Add({.broker = broker, .leader = view.leader, .topic_id = view.topic_id});
    topic_ids_[broker] = view.topic_id;
  }
  // OK: a quorum names the leader, and all that answered know the same topic.
  absl::Status Check() const {
    if (absl::Status status = quorum_.Check(); !status.ok()) return status;
    if (topic_ids_.count(leader_) == 0) {
      return absl::UnavailableError(absl::StrCat("broker ", leader_, ", the leader, does not say which topic it has"));
    }
    for (const auto& [broker, topic_id] : topic_ids_) {
      if (topic_id != this->topic_id()) {
        return absl::UnavailableError(absl::StrCat("brokers ", leader_, " and ", broker,
                                                   " know different topics of this name: it is being recreated"));
      }
    }
    return absl::OkStatus();
  }
  // Whether all brokers answered that records were read from.
  bool HasAllSources() const {
    return std::all_of(sources_.begin(), sources_.end(),
                       [this](int32_t broker) { return topic_ids_.count(broker) != 0; });
  }
  // As the leader knows it.
  const std::string& topic_id() const { return topic_ids_.at(leader_); }

 private:
  const std::vector<int32_t>& sources_;
  const int32_t leader_;
  LeaderQuorum quorum_;
  std::map<int32_t, std::string> topic_ids_;  // by broker
};

}  // namespace

absl::StatusOr<LogEnd> KafkaLogEnd::Ask(const Question& question, const Deadline& deadline) {
  responses_.ForgetListOffsets();
  const absl::StatusOr<int64_t> offset = ListOffset(client_, topic_, kPartition, OffsetSpec::kLatest, deadline.Left());
  if (!offset.ok()) return offset.status();
  LogEnd end;
  end.high_watermark = *offset;
  end.leader = responses_.list_offsets_broker();
  if (absl::Status status = Confirm(question, deadline, end); !status.ok()) return status;
  return end;
}

absl::Status KafkaLogEnd::Confirm(const Question& question, const Deadline& deadline, LogEnd& end) {
  const topic::KafkaQueue queue(rd_kafka_queue_new(client_));
  int pending = 0;
  for (const int32_t broker : BrokersToAsk(question, end.leader)) {
    const absl::Status asked = topic::AskForTopicView(client_, topic_, broker, deadline.Left(), queue.get());
    if (!asked.ok()) return asked;
    ++pending;
  }
  Confirmation confirmation(question, end.leader);
  absl::Status confirmed = confirmation.Check();
  Deadline grace = deadline;  // for the sources, once only they are missing
  while (pending > 0 && !grace.Passed() && !(confirmed.ok() && confirmation.HasAllSources())) {
    const topic::KafkaEvent event(rd_kafka_queue_poll(queue.get(), MillisecondsLeft(grace)));
    if (event == nullptr) break;
    --pending;
    const absl::StatusOr<topic::TopicView> view = topic::ReadTopicView(event.get(), topic_);
    if (view.ok()) confirmation.Add(topic::BrokerOf(event.get()), *view);
    const bool was_confirmed = confirmed.ok();
    confirmed = confirmation.Check();
    if (confirmed.ok() && !was_confirmed) grace = Deadline(std::min(kGraceForSources, deadline.Left()));
  }
  if (confirmed.ok()) end.topic_id = confirmation.topic_id();
  return confirmed;
}

}  // namespace rollcall::feed
