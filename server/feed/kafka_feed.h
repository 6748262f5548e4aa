// SPDX-License-Identifier: Apache-2.0
// Keeps a store true to a topic: a thread that reads, one that asks the brokers about it, one that probes.
#pragma once

#include <string>
#include <thread>

#include "server/feed/kafka_clients.h"
#include "server/feed/kafka_monitor.h"
#include "server/feed/kafka_reader.h"
#include "server/feed/mailbox.h"
#include "server/feed/topic_tailer.h"
#include "server/state/store.h"

namespace rollcall::feed {

class KafkaFeed {
 public:
  // Starts the threads. Borrows the store and the counters. Nothing fails here: a broker that is away or a topic that
  // is missing shows in the store's source.
  KafkaFeed(KafkaClients clients, const std::string& topic, state::Store& store, FeedCounters& counters);
  // Ends the threads; within some seconds even if no broker answers.
  ~KafkaFeed();
  KafkaFeed(const KafkaFeed&) = delete;
  KafkaFeed& operator=(const KafkaFeed&) = delete;

 private:
  Mailbox mailbox_;
  TopicTailer tailer_;
  KafkaReader reader_;
  KafkaMonitor monitor_;
  std::thread reader_thread_;
  std::thread describe_thread_;
  std::thread probe_thread_;
};

}  // namespace rollcall::feed
