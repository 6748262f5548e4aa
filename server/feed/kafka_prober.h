// SPDX-License-Identifier: Apache-2.0
// Probes the topic every second (probe.h), and posts the results to the mailbox.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "base/deadline.h"
#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_describer.h"
#include "server/feed/kafka_probe.h"
#include "server/feed/kafka_reader.h"
#include "server/feed/mailbox.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaProber {
 public:
  // `client`: a consumer that no other code assigns. Borrows the describer, the reader, the mailbox and the counters.
  KafkaProber(topic::KafkaClient client, std::string topic, const KafkaDescriber& describer, KafkaReader& reader,
              Mailbox& mailbox, FeedCounters& counters);

  // Returns once the mailbox is stopped. It has a thread of its own, which alone uses the object, so that a slow answer
  // delays nothing else.
  void Run();

 private:
  absl::Status Probe();
  void ReturnMemory(const ProbeRequest& request);

  topic::KafkaClient client_;
  KafkaProbe probe_;
  KafkaReader& reader_;
  Mailbox& mailbox_;
  FeedCounters& counters_;
  RepeatedFault fault_;
  uint64_t trimmed_generation_ = 0;           // the last replay after which memory was returned
  Deadline next_trim_{absl::ZeroDuration()};  // when it is returned at the latest, in case callers had a peak
};

}  // namespace rollcall::feed
