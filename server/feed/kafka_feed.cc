// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_feed.h"

#include <utility>

namespace rollcall::feed {

KafkaFeed::KafkaFeed(KafkaClients clients, const std::string& topic, state::Store& store, FeedCounters& counters)
    : reader_(std::move(clients.reader_responses), std::move(clients.reader), topic, store, counters, mailbox_),
      describer_(std::move(clients.describer_responses), std::move(clients.describer), topic, mailbox_, counters,
                 [this] { reader_.Wake(); }),
      prober_(std::move(clients.prober), topic, describer_, reader_, mailbox_, counters),
      reader_thread_([this] { reader_.Run(); }),
      describer_thread_([this] { describer_.Run(); }),
      prober_thread_([this] { prober_.Run(); }) {}

KafkaFeed::~KafkaFeed() {
  mailbox_.Stop();
  reader_.Wake();
  reader_thread_.join();
  describer_thread_.join();
  prober_thread_.join();
}

}  // namespace rollcall::feed
