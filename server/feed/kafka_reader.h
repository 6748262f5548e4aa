// SPDX-License-Identifier: Apache-2.0
// Reads partition 0 of the topic and passes everything on to its TopicTailer. Translates; decides nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "rollcall/instant.h"
#include "server/feed/feed_counters.h"
#include "server/feed/kafka_consumer.h"
#include "server/feed/kafka_log_bounds.h"
#include "server/feed/mailbox.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"
#include "topic/kafka/kafka_handle.h"
#include "topic/kafka/kafka_responses.h"

namespace rollcall::feed {

class KafkaReader {
 public:
  // No other code uses `consumer`, which `responses` observes. Borrows the store, the counters and the mailbox.
  KafkaReader(std::unique_ptr<topic::KafkaResponses> responses, std::unique_ptr<KafkaConsumer> consumer,
              const std::string& topic, state::Store& store, FeedCounters& counters, Mailbox& mailbox);

  // Returns once the mailbox is stopped; call Wake after that, so that it returns at once. It has a thread of its own,
  // which alone uses the object, except for Wake.
  void Run();
  // Ends a wait for records, so that Run looks at the mailbox. Thread-safe.
  void Wake() ABSL_LOCKS_EXCLUDED(renewal_mutex_);
  // The partition's leader is `leader`: if the reader asks another broker for records, it looks for the leader again,
  // for at most `timeout`. Thread-safe.
  void FollowLeader(int32_t leader, absl::Duration timeout) ABSL_LOCKS_EXCLUDED(renewal_mutex_);

 private:
  static void OnMessage(rd_kafka_message_t* message, void* self);
  void Dispatch(const rd_kafka_message_t& message);
  void NoteSource(const rd_kafka_message_t& message);
  void DispatchError(const rd_kafka_message_t& message);
  void DispatchReports(const std::vector<BrokerReport>& reports, Instant now);
  void ReportNoAnswer(Instant now);
  void RenewClient() ABSL_LOCKS_EXCLUDED(renewal_mutex_);
  void Assign(const Assignment& assignment);
  LogBounds Bounds() const;

  static constexpr int32_t kPartition = 0;

  const std::unique_ptr<topic::KafkaResponses> responses_;
  // Run's thread alone replaces the client, and only while it holds this. Other threads hold it while they use it.
  Mutex renewal_mutex_;
  const std::unique_ptr<KafkaConsumer> consumer_;
  const std::string topic_;
  FeedCounters& counters_;
  TopicTailer tailer_;
  Mailbox& mailbox_;
  RepeatedFault fault_;
  int32_t source_ = -1;     // the broker that the last message came from
  size_t batch_bytes_ = 0;  // of the records since the last batch ended
  bool was_described_ = false;
  // Makes the client connect and look for the leader before the first assignment; null after that.
  topic::KafkaTopic first_lookup_;
};

}  // namespace rollcall::feed
