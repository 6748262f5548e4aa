// SPDX-License-Identifier: Apache-2.0
// Reads partition 0 of the topic and passes everything on to its TopicTailer. Translates; decides nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/log.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_log_bounds.h"
#include "server/feed/mailbox.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "topic/kafka/kafka_handle.h"

namespace rollcall::feed {

class KafkaReader {
 public:
  // `client`: a consumer that no other code assigns. Borrows the store, the counters and the mailbox.
  KafkaReader(topic::KafkaClient client, const std::string& topic, state::Store& store, FeedCounters& counters,
              Mailbox& mailbox);

  // Returns once the mailbox is stopped; call Wake after that, so that it returns at once. It has a thread of its own,
  // which alone uses the object, except for Wake.
  void Run();
  // Ends a wait for records, so that Run looks at the mailbox. Thread-safe.
  void Wake() { rd_kafka_queue_yield(queue_.get()); }

 private:
  static void OnMessage(rd_kafka_message_t* message, void* self);
  void Dispatch(const rd_kafka_message_t& message);
  void DispatchError(const rd_kafka_message_t& message);
  void DispatchReports(absl::Time now);
  void Assign(const Assignment& assignment);
  LogBounds Bounds() const { return KnownLogBounds(client_.get(), topic_, kPartition); }

  static constexpr int32_t kPartition = 0;

  topic::KafkaClient client_;
  topic::KafkaQueue queue_;
  const std::string topic_;
  TopicTailer tailer_;
  Mailbox& mailbox_;
  RepeatedFault fault_;
  uint64_t generation_;  // of the tailer, as last seen
};

}  // namespace rollcall::feed
