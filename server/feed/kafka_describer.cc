// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_describer.h"

#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::feed {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(2);
constexpr absl::Duration kRetryInterval = absl::Milliseconds(500);
constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

KafkaDescriber::KafkaDescriber(topic::KafkaClient client, std::string topic, Mailbox& mailbox, FeedCounters& counters,
                               std::function<void()> wake)
    : client_(std::move(client)),
      admin_(client_.get()),
      topic_(std::move(topic)),
      mailbox_(mailbox),
      counters_(counters),
      wake_(std::move(wake)) {
  CHECK(client_ != nullptr);
}

void KafkaDescriber::Run() {
  absl::Duration pause;
  do {
    pause = Describe().ok() ? kInterval : kRetryInterval;
    rd_kafka_poll(client_.get(), 0);  // log and error callbacks
  } while (mailbox_.Pause(pause));
}

absl::Status KafkaDescriber::Describe() {
  absl::StatusOr<topic::TopicDescription> description =
      admin_.DescribeTopic(topic_, kTimeout, topic::KafkaAdmin::TopicId::kInclude);
  absl::Status status = description.status();
  if (status.ok()) {
    ++counters_.descriptions_answered;
    fault_.Clear("the topic can be described again");
    LogUnknownSettings(description->settings_unknown_reason);
  } else {
    ++counters_.descriptions_failed;
    fault_.Report(Instant::Now(), "the topic cannot be described", std::string(status.message()));
  }
  mailbox_.Post(std::move(description));
  wake_();
  return status;
}

// The topic is served all the same, so each reason is logged once. Decisions that depend on the settings are made with
// more caution.
void KafkaDescriber::LogUnknownSettings(const std::string& reason) {
  if (std::exchange(settings_unknown_reason_, reason) == reason || reason.empty()) return;
  Log(LogLevel::kInfo,
      "the broker does not report the topic's settings: cleanup.policy is not checked, and resume tokens from before "
      "this server last read the topic may get a snapshot",
      {{"topic", topic_}, {"reason", reason}});
}

}  // namespace rollcall::feed
