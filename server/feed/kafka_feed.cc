#include "server/feed/kafka_feed.h"

#include <utility>

#include "absl/time/clock.h"

namespace rollcall::feed {

KafkaFeed::KafkaFeed(state::Store& store, const std::string& topic) : follower_(store, topic, absl::Now()) {}

absl::StatusOr<std::unique_ptr<KafkaFeed>> KafkaFeed::Start(const topic::KafkaOptions& options,
                                                            const std::string& topic, state::Store& store) {
  std::unique_ptr<KafkaFeed> feed(new KafkaFeed(store, topic));
  absl::StatusOr<std::unique_ptr<KafkaReader>> reader =
      KafkaReader::Make(options, topic, feed->follower_, feed->mailbox_);
  if (!reader.ok()) return reader.status();
  feed->reader_ = *std::move(reader);
  absl::StatusOr<std::unique_ptr<KafkaMonitor>> monitor =
      KafkaMonitor::Make(options, topic, feed->mailbox_, [&reader = *feed->reader_] { reader.Wake(); });
  if (!monitor.ok()) return monitor.status();
  feed->monitor_ = *std::move(monitor);
  feed->reader_thread_ = std::thread([&reader = *feed->reader_] { reader.Run(); });
  feed->monitor_thread_ = std::thread([&monitor_ref = *feed->monitor_] { monitor_ref.Run(); });
  return feed;
}

KafkaFeed::~KafkaFeed() {
  mailbox_.Stop();
  if (reader_ != nullptr) reader_->Wake();
  if (reader_thread_.joinable()) reader_thread_.join();
  if (monitor_thread_.joinable()) monitor_thread_.join();
}

}  // namespace rollcall::feed
