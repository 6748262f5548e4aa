// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_feed.h"

#include <pthread.h>

#include <future>
#include <utility>

namespace rollcall::feed {

KafkaFeed::KafkaFeed(KafkaClients clients, const std::string& topic, state::Store& store, FeedCounters& counters)
    : reader_(std::in_place, std::move(clients.reader_responses), std::move(clients.reader), topic, store, counters,
              mailbox_),
      describer_(std::in_place, std::move(clients.describer), topic, mailbox_, counters, [this] { reader_->Wake(); }),
      prober_(std::in_place, std::move(clients.asker_responses), std::move(clients.asker), std::move(clients.prober),
              topic, *reader_, mailbox_, counters),
      reader_thread_([this] {
        pthread_setname_np(pthread_self(), "reader");
        reader_->Run();
      }),
      describer_thread_([this] { describer_->Run(); }),
      prober_thread_([this] { prober_->Run(); }) {}

KafkaFeed::~KafkaFeed() {
  mailbox_.Stop();
  reader_->Wake();
  reader_thread_.join();
  describer_thread_.join();
  prober_thread_.join();
  // All at once, because a client waits for its connections.
  const std::future<void> describer_end = std::async(std::launch::async, [this] { describer_.reset(); });
  const std::future<void> prober_end = std::async(std::launch::async, [this] { prober_.reset(); });
  reader_.reset();
}

}  // namespace rollcall::feed
