// SPDX-License-Identifier: Apache-2.0
#include "agent/publisher/kafka_topic_watch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "topic/kafka/kafka_topic_view.h"

namespace rollcall::agent {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(10);
constexpr absl::Duration kTimeout = absl::Seconds(10);

}  // namespace

void KafkaTopicWatch::Use(rd_kafka_t* client) {
  answers_.reset(client == nullptr ? nullptr : rd_kafka_queue_new(client));
  client_ = client;
  is_asked_ = false;
  next_question_ = Instant::InfinitePast();
}

absl::Status KafkaTopicWatch::Check(Instant now) {
  const topic::KafkaEvent answer(rd_kafka_queue_poll(answers_.get(), 0));
  if (answer != nullptr) {
    is_asked_ = false;
    return ReadAnswer(answer.get());
  }
  if (is_asked_ || now < next_question_) return absl::OkStatus();
  next_question_ = now + kInterval;
  is_asked_ = topic::AskForTopicView(client_, topic_, topic::kAnyBroker, kTimeout, answers_.get()).ok();
  return absl::OkStatus();
}

absl::Status KafkaTopicWatch::ReadAnswer(rd_kafka_event_t* answer) {
  const absl::StatusOr<topic::TopicView> view = topic::ReadTopicView(answer, topic_);
  if (absl::IsNotFound(view.status())) return view.status();
  if (!view.ok() || view->topic_id.empty()) return absl::OkStatus();
  const std::string before = std::exchange(topic_id_, view->topic_id);
  if (before.empty() || before == topic_id_) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("topic '", topic_, "' was deleted and created again"));
}

}  // namespace rollcall::agent
