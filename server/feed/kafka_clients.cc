// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_clients.h"

#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace rollcall::feed {
namespace {

// What is fetched ahead of the reader is limited by its size, whatever the number of records. A full queue pauses the
// fetches for a moment only; librdkafka's default is a second. The user's own properties come after these and override
// them.
constexpr std::pair<const char*, const char*> kReplayProperties[] = {
    {"queued.min.messages", "10000000"},
    {"queued.max.messages.kbytes", "65536"},
    {"fetch.queue.backoff.ms", "2"},
    {"fetch.message.max.bytes", "2097152"},  // fits a CPU cache: twice as much takes 15 % more CPU
};

// `responses`: observes the client; null if nothing has to.
absl::StatusOr<topic::KafkaClient> MakeClient(absl::StatusOr<topic::KafkaConf> conf, topic::KafkaResponses* responses) {
  if (!conf.ok()) return conf.status();
  if (responses != nullptr) responses->Observe(conf->get());
  return topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
}

absl::StatusOr<std::unique_ptr<KafkaConsumer>> MakeConsumer(topic::KafkaOptions options, std::string client_id,
                                                            topic::KafkaResponses* responses) {
  auto make = [options = std::move(options), client_id = std::move(client_id), responses] {
    return MakeClient(topic::ConsumerConf(options, client_id), responses);
  };
  absl::StatusOr<topic::KafkaClient> first = make();
  if (!first.ok()) return first.status();
  return std::make_unique<KafkaConsumer>(std::move(make), *std::move(first));
}

topic::KafkaOptions WithReplayProperties(topic::KafkaOptions options) {
  options.properties.insert(options.properties.begin(), std::begin(kReplayProperties), std::end(kReplayProperties));
  return options;
}

}  // namespace

absl::StatusOr<KafkaClients> MakeKafkaClients(const topic::KafkaOptions& options) {
  auto reader_responses = std::make_unique<topic::KafkaResponses>();
  auto asker_responses = std::make_unique<topic::KafkaResponses>();
  // The first client is one that is not observed: properties that do not fit together must be found here, because
  // rd_kafka_new frees the interceptors of a configuration that it refuses, and rd_kafka_conf_destroy frees them again.
  absl::StatusOr<topic::KafkaClient> describer =
      MakeClient(topic::DescriberConf(options, "rollcalld-describe"), nullptr);
  if (!describer.ok()) return describer.status();
  absl::StatusOr<std::unique_ptr<KafkaConsumer>> reader =
      MakeConsumer(WithReplayProperties(options), "rollcalld", reader_responses.get());
  if (!reader.ok()) return reader.status();
  absl::StatusOr<topic::KafkaClient> asker =
      MakeClient(topic::DescriberConf(options, "rollcalld-ask"), asker_responses.get());
  if (!asker.ok()) return asker.status();
  absl::StatusOr<std::unique_ptr<KafkaConsumer>> prober =
      MakeConsumer(topic::QuickAtTheEnd(options), "rollcalld-probe", nullptr);
  if (!prober.ok()) return prober.status();
  return KafkaClients{.reader_responses = std::move(reader_responses),
                      .asker_responses = std::move(asker_responses),
                      .reader = *std::move(reader),
                      .describer = *std::move(describer),
                      .asker = *std::move(asker),
                      .prober = *std::move(prober)};
}

}  // namespace rollcall::feed
