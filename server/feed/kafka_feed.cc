#include "server/feed/kafka_feed.h"

#include <utility>

#include "absl/time/clock.h"

namespace rollcall::feed {

KafkaFeed::KafkaFeed(state::Store& store, FeedCounters& counters, const std::string& topic)
    : follower_(store, counters, topic, absl::Now()) {}

absl::StatusOr<std::unique_ptr<KafkaFeed>> KafkaFeed::Start(const topic::KafkaOptions& options,
                                                            const std::string& topic, state::Store& store,
                                                            FeedCounters& counters) {
  std::unique_ptr<KafkaFeed> feed(new KafkaFeed(store, counters, topic));
  absl::StatusOr<std::unique_ptr<KafkaReader>> reader =
      KafkaReader::Make(options, topic, feed->follower_, feed->mailbox_);
  if (!reader.ok()) return reader.status();
  feed->reader_ = *std::move(reader);
  absl::StatusOr<std::unique_ptr<KafkaMonitor>> monitor =
      KafkaMonitor::Make(options, topic, feed->mailbox_, counters, [&reader = *feed->reader_] { reader.Wake(); });
  if (!monitor.ok()) return monitor.status();
  feed->monitor_ = *std::move(monitor);
  feed->reader_thread_ = std::thread([&reader = *feed->reader_] { reader.Run(); });
  feed->describe_thread_ = std::thread([&monitor_ref = *feed->monitor_] { monitor_ref.RunDescriptions(); });
  feed->probe_thread_ = std::thread([&monitor_ref = *feed->monitor_] { monitor_ref.RunProbes(); });
  return feed;
}

KafkaFeed::~KafkaFeed() {
  mailbox_.Stop();
  if (reader_ != nullptr) reader_->Wake();
  if (reader_thread_.joinable()) reader_thread_.join();
  if (describe_thread_.joinable()) describe_thread_.join();
  if (probe_thread_.joinable()) probe_thread_.join();
}

}  // namespace rollcall::feed
