// SPDX-License-Identifier: Apache-2.0
// Asks the brokers about the topic every two seconds, and posts their answers to the mailbox.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/mailbox.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaDescriber {
 public:
  // `wake` is called after each post. Borrows the mailbox and the counters.
  KafkaDescriber(topic::KafkaClient client, std::string topic, Mailbox& mailbox, FeedCounters& counters,
                 std::function<void()> wake);

  // Returns once the mailbox is stopped. It has a thread of its own, which alone uses the object, so that a slow answer
  // delays nothing else.
  void Run();

 private:
  absl::Status Describe();
  void LogUnknownSettings(const std::string& reason);

  topic::KafkaClient client_;
  const topic::KafkaAdmin admin_;
  const std::string topic_;
  Mailbox& mailbox_;
  FeedCounters& counters_;
  const std::function<void()> wake_;
  RepeatedFault fault_;
  std::string settings_unknown_reason_;  // as last reported; empty if the settings were known
};

}  // namespace rollcall::feed
