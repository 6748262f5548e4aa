// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/with_kafka_topic.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "agent/commands/end_on_signal.h"
#include "agent/commands/observed_topic.h"
#include "agent/commands/write_progress.h"
#include "agent/publisher/kafka_producer.h"
#include "agent/publisher/kafka_topic_reader.h"
#include "topic/kafka/kafka_diagnosis.h"

namespace rollcall::agent {

ExitCode WithKafkaTopic(const KafkaFlags& flags, CommandContext& context,
                        const std::function<ExitCode(RecordSink& sink, RecordLookup& lookup)>& use) {
  const absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(flags);
  if (!target.ok()) return ReportUsageError(target.status(), context);
  WriteProgress progress;
  const std::shared_ptr<void> signals = EndOnSignal(context, progress);
  const absl::StatusOr<std::unique_ptr<KafkaProducer>> producer =
      KafkaProducer::Create(target->kafka, target->topic, kProgram);
  if (!producer.ok()) return ReportError(producer.status(), context, kExitUsage);
  KafkaTopicReader reader(target->kafka, target->topic, kProgram);
  ObservedTopic topic(**producer, reader,
                      {.topic = target->topic,
                       .awaited = absl::StrCat("broker ", target->kafka.brokers),
                       .reason = topic::NewestErrorText,
                       .timeout = flags.timeout,
                       .progress = progress,
                       .err = context.err});
  return use(topic, topic);
}

}  // namespace rollcall::agent
