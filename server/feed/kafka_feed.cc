// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_feed.h"

#include <utility>

#include "absl/time/clock.h"

namespace rollcall::feed {

KafkaFeed::KafkaFeed(KafkaClients clients, const std::string& topic, state::Store& store, FeedCounters& counters)
    : tailer_(store, counters, topic, absl::Now()),
      reader_(std::move(clients.reader), topic, tailer_, mailbox_),
      monitor_(std::move(clients.describer), std::move(clients.prober), topic, mailbox_, counters,
               [this] { reader_.Wake(); }),
      reader_thread_([this] { reader_.Run(); }),
      describe_thread_([this] { monitor_.RunDescriptions(); }),
      probe_thread_([this] { monitor_.RunProbes(); }) {}

KafkaFeed::~KafkaFeed() {
  mailbox_.Stop();
  reader_.Wake();
  reader_thread_.join();
  describe_thread_.join();
  probe_thread_.join();
}

}  // namespace rollcall::feed
