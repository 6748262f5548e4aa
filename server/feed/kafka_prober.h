// SPDX-License-Identifier: Apache-2.0
// Probes the topic every second (probe.h), and posts the results to the mailbox.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_probe.h"
#include "server/feed/mailbox.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaProber {
 public:
  // `client`: a consumer that no other code assigns. `wake` is called after each request and each post. Borrows the
  // mailbox and the counters.
  KafkaProber(topic::KafkaClient client, std::string topic, Mailbox& mailbox, FeedCounters& counters,
              std::function<void()> wake);

  // Returns once the mailbox is stopped. It has a thread of its own, which alone uses the object, so that a slow answer
  // delays nothing else.
  void Run();

 private:
  absl::Status Probe();
  void TrimMemoryOnce(const ProbeRequest& request);

  topic::KafkaClient client_;
  KafkaProbe probe_;
  Mailbox& mailbox_;
  FeedCounters& counters_;
  const std::function<void()> wake_;
  RepeatedFault fault_;
  uint64_t trimmed_generation_ = 0;  // the last replay after which memory was returned
};

}  // namespace rollcall::feed
