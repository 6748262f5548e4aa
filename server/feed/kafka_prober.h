// SPDX-License-Identifier: Apache-2.0
// Probes the topic every second (probe.h), and posts the results to the mailbox.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "base/deadline.h"
#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_consumer.h"
#include "server/feed/kafka_probe.h"
#include "server/feed/kafka_reader.h"
#include "server/feed/mailbox.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_responses.h"

namespace rollcall::feed {

class KafkaProber {
 public:
  // `asker`: asks for the end of the topic (DescriberConf), and `asker_responses` observes it. No other code uses
  // `consumer`. Borrows the reader, the mailbox and the counters.
  KafkaProber(std::unique_ptr<topic::KafkaResponses> asker_responses, topic::KafkaClient asker,
              std::unique_ptr<KafkaConsumer> consumer, std::string topic, KafkaReader& reader, Mailbox& mailbox,
              FeedCounters& counters);

  // Returns once the mailbox is stopped. It has a thread of its own, which alone uses the object, so that a slow answer
  // delays nothing else.
  void Run();

 private:
  // nullopt: there is no topic to probe.
  std::optional<ProbeRequest> NextRequest();
  absl::Status Probe(const ProbeRequest& request);
  void ReturnMemory(const std::optional<ProbeRequest>& request);

  const std::unique_ptr<topic::KafkaResponses> asker_responses_;
  topic::KafkaClient asker_;
  const std::unique_ptr<KafkaConsumer> consumer_;
  KafkaProbe probe_;
  KafkaReader& reader_;
  Mailbox& mailbox_;
  FeedCounters& counters_;
  RepeatedFault fault_;
  uint64_t trimmed_generation_ = 0;           // the last replay after which memory was returned
  Deadline next_trim_{absl::ZeroDuration()};  // when it is returned at the latest, in case callers had a peak
};

}  // namespace rollcall::feed
