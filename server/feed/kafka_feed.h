// Keeps a store true to a topic: a thread that reads, one that asks the brokers about it, one that probes.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "server/feed/follower.h"
#include "server/feed/kafka_monitor.h"
#include "server/feed/kafka_reader.h"
#include "server/feed/mailbox.h"
#include "server/state/store.h"
#include "topic/kafka/kafka_config.h"

namespace rollcall::feed {

class KafkaFeed {
 public:
  // Starts the threads. Borrows the store and the counters. INVALID_ARGUMENT: the properties do not fit together;
  // nothing else fails here, a broker that is away or a topic that is missing shows in the store's source.
  static absl::StatusOr<std::unique_ptr<KafkaFeed>> Start(const topic::KafkaOptions& options, const std::string& topic,
                                                          state::Store& store, FeedCounters& counters);
  // Ends the threads; within some seconds even if no broker answers.
  ~KafkaFeed();
  KafkaFeed(const KafkaFeed&) = delete;
  KafkaFeed& operator=(const KafkaFeed&) = delete;

 private:
  KafkaFeed(state::Store& store, FeedCounters& counters, const std::string& topic);

  Mailbox mailbox_;
  Follower follower_;
  std::unique_ptr<KafkaReader> reader_;
  std::unique_ptr<KafkaMonitor> monitor_;
  std::thread reader_thread_;
  std::thread describe_thread_;
  std::thread probe_thread_;
};

}  // namespace rollcall::feed
