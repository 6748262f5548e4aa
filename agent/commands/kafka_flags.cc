// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/kafka_flags.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/status/status.h"
#include "base/duration_option.h"
#include "base/log_format_option.h"
#include "base/option_values.h"
#include "base/secret_arguments.h"
#include "topic/topic_check.h"
#include "topic/topic_name.h"

namespace rollcall::agent {

void AddKafkaFlags(CLI::App& program, KafkaFlags& flags) {
  flags.topic = topic::kDefaultTopicName;
  TakesCommaList(program.add_option("--brokers", flags.brokers, "Kafka brokers to connect to first"))
      ->type_name("HOST:PORT,...");
  program.add_option("--topic", flags.topic, "The status topic")->type_name("NAME")->capture_default_str();
  program
      .add_option("-X,--kafka-property", flags.properties,
                  "A librdkafka property, such as security.protocol=ssl; KEY=@FILE reads the value from a file")
      ->check(IsKeyValue())
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  AddDuration(program, "--timeout", flags.timeout, absl::Milliseconds(1), absl::Hours(1), "Give up after this time");
  program.add_flag("-v,--verbose", flags.verbose, "Write the Kafka client's log to stderr");
  AddLogFormat(program, flags.log_format);
}

absl::StatusOr<KafkaTarget> CheckKafkaFlags(const KafkaFlags& flags) {
  if (flags.brokers.empty()) {
    return absl::InvalidArgumentError("--brokers is missing: name a Kafka broker, as in --brokers 127.0.0.1:9092");
  }
  if (absl::Status status = topic::CheckTopicName(flags.topic); !status.ok()) return status;
  absl::StatusOr<topic::KafkaOptions> kafka = topic::ParseKafkaOptions(flags.brokers, flags.properties);
  if (!kafka.ok()) return kafka.status();
  return KafkaTarget{.kafka = *std::move(kafka), .topic = flags.topic};
}

void AddKeyFormat(CLI::App& command, KeyFormat& format) {
  command
      .add_option_function<std::string>(
          "--key-format",
          [&format](const std::string& name) { format = name == "decimal" ? KeyFormat::kDecimal : KeyFormat::kBinary; },
          "How the node's id is written as the record's key")
      ->check(OneOf({"binary", "decimal"}))
      ->default_str("binary");
}

}  // namespace rollcall::agent
