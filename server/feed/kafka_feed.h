// SPDX-License-Identifier: Apache-2.0
// Keeps a store equal to a topic, with three threads: one reads, one asks the brokers about the topic, one probes it.
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "server/feed/feed_counters.h"
#include "server/feed/kafka_clients.h"
#include "server/feed/kafka_describer.h"
#include "server/feed/kafka_prober.h"
#include "server/feed/kafka_reader.h"
#include "server/feed/mailbox.h"
#include "server/state/store.h"

namespace rollcall::feed {

class KafkaFeed {
 public:
  // Starts the threads. Borrows the store and the counters. Does not fail: if no broker answers or the topic is
  // missing, the store's source status says so.
  KafkaFeed(KafkaClients clients, const std::string& topic, state::Store& store, FeedCounters& counters);
  // Ends the threads, and then closes the clients, all at once. A thread that waits for a broker keeps this up for some
  // seconds.
  ~KafkaFeed();
  KafkaFeed(const KafkaFeed&) = delete;
  KafkaFeed& operator=(const KafkaFeed&) = delete;

 private:
  Mailbox mailbox_;  // connects the threads; each of the next three belongs to one of them
  std::optional<KafkaReader> reader_;
  std::optional<KafkaDescriber> describer_;
  std::optional<KafkaProber> prober_;
  // The threads come last: everything that they use is whole when they start.
  std::thread reader_thread_;
  std::thread describer_thread_;
  std::thread prober_thread_;
};

}  // namespace rollcall::feed
