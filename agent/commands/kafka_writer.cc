// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/kafka_writer.h"

#include <memory>

#include "absl/status/statusor.h"
#include "agent/publisher/kafka_producer.h"
#include "agent/publisher/kafka_topic_reader.h"

namespace rollcall::agent {

ExitCode WithKafkaWriter(const KafkaFlags& flags, CommandContext& context,
                         const std::function<ExitCode(SingleWriter& writer)>& use) {
  const absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(flags);
  if (!target.ok()) return ReportUsageError(target.status(), context);
  const absl::StatusOr<std::unique_ptr<KafkaProducer>> producer =
      KafkaProducer::Create(target->kafka, target->topic, kProgram);
  if (!producer.ok()) return ReportError(producer.status(), context, kExitUsage);
  KafkaTopicReader reader(target->kafka, target->topic, kProgram);
  SingleWriter writer(**producer, reader);
  return use(writer);
}

}  // namespace rollcall::agent
