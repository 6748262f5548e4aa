// SPDX-License-Identifier: Apache-2.0
#include "server/feed/kafka_clients.h"

#include <iterator>
#include <memory>
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
absl::StatusOr<topic::KafkaClient> MakeClient(absl::StatusOr<topic::KafkaConf> conf,
                                              std::unique_ptr<topic::KafkaResponses>* responses) {
  if (!conf.ok()) return conf.status();
  if (responses != nullptr) *responses = std::make_unique<topic::KafkaResponses>(conf->get());
  return topic::NewKafkaClient(RD_KAFKA_CONSUMER, *std::move(conf));
}

topic::KafkaOptions WithReplayProperties(topic::KafkaOptions options) {
  options.properties.insert(options.properties.begin(), std::begin(kReplayProperties), std::end(kReplayProperties));
  return options;
}

}  // namespace

absl::StatusOr<KafkaClients> MakeKafkaClients(const topic::KafkaOptions& options) {
  std::unique_ptr<topic::KafkaResponses> reader_responses;
  std::unique_ptr<topic::KafkaResponses> asker_responses;
  absl::StatusOr<topic::KafkaClient> reader =
      MakeClient(topic::ConsumerConf(WithReplayProperties(options), "rollcalld"), &reader_responses);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<topic::KafkaClient> describer =
      MakeClient(topic::DescriberConf(options, "rollcalld-describe"), nullptr);
  if (!describer.ok()) return describer.status();
  absl::StatusOr<topic::KafkaClient> asker =
      MakeClient(topic::DescriberConf(options, "rollcalld-ask"), &asker_responses);
  if (!asker.ok()) return asker.status();
  absl::StatusOr<topic::KafkaClient> prober =
      MakeClient(topic::ConsumerConf(topic::QuickAtTheEnd(options), "rollcalld-probe"), nullptr);
  if (!prober.ok()) return prober.status();
  return KafkaClients{.reader_responses = std::move(reader_responses),
                      .asker_responses = std::move(asker_responses),
                      .reader = *std::move(reader),
                      .describer = *std::move(describer),
                      .asker = *std::move(asker),
                      .prober = *std::move(prober)};
}

}  // namespace rollcall::feed
