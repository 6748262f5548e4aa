// SPDX-License-Identifier: Apache-2.0
// Asks the brokers about the topic every few seconds and probes it every second, on connections of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_probe.h"
#include "server/feed/mailbox.h"
#include "topic/kafka/kafka_admin.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaMonitor {
 public:
  // `wake` is called after each report. Consumers that nobody else assigns; borrows the mailbox.
  KafkaMonitor(topic::KafkaClient describer, topic::KafkaClient prober, std::string topic, Mailbox& mailbox,
               FeedCounters& counters, std::function<void()> wake);

  // Each on a thread of its own, so that a slow answer to one delays the other by nothing; until the mailbox is
  // stopped.
  void RunDescriptions();
  void RunProbes();

 private:
  absl::Status Describe();
  absl::Status Probe();
  void TrimMemoryOnce(const ProbeRequest& request);
  void TellUnknownSettings(const std::string& reason);
  void Report(MonitorReport report);

  topic::KafkaClient describer_;
  topic::KafkaClient prober_;
  const std::string topic_;
  topic::KafkaAdmin admin_;
  KafkaProbe probe_;
  Mailbox& mailbox_;
  FeedCounters& counters_;
  const std::function<void()> wake_;
  RepeatedFault describe_fault_;
  RepeatedFault probe_fault_;
  std::string settings_unknown_reason_;
  uint64_t trimmed_generation_ = 0;
};

}  // namespace rollcall::feed
