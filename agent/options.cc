// SPDX-License-Identifier: Apache-2.0
#include "agent/options.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/secret_arguments.h"
#include "topic/topic_check.h"

namespace rollcall::agent {
namespace {

constexpr char kPublish[] = "publish";
constexpr char kRetire[] = "retire";
constexpr char kCreateTopic[] = "create-topic";
constexpr int kMaxReplicationFactor = 32767;  // Kafka's int16

absl::StatusOr<absl::Duration> ParseTimeout(const std::string& text) {
  absl::Duration timeout;
  const bool parsed = absl::ParseDuration(text, &timeout) || absl::ParseDuration(absl::StrCat(text, "s"), &timeout);
  if (parsed && timeout >= absl::Milliseconds(1) && timeout <= absl::Hours(1)) return timeout;
  return absl::InvalidArgumentError(
      absl::StrCat("--timeout '", text, "': expected a time from 1ms to 1h, such as 30s"));
}

absl::StatusOr<topic::NewTopicSettings> ParseNewTopic(const Flags& flags) {
  topic::NewTopicSettings settings{.replication_factor = flags.replication_factor, .config = {}};
  for (const std::string& flag : flags.topic_settings) {
    const std::pair<std::string, std::string> setting = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    if (!absl::StrContains(flag, '=') || setting.first.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", flag, ": expected KEY=VALUE (a setting of the topic)"));
    }
    settings.config.push_back(setting);
  }
  return settings;
}

void DefineCommonFlags(CLI::App& app, Flags& flags) {
  flags.topic = topic::kDefaultTopicName;
  app.add_option("--brokers", flags.brokers, "Kafka brokers to connect to first")->type_name("HOST:PORT,...");
  app.add_option("--topic", flags.topic, "The status topic")->type_name("NAME")->capture_default_str();
  app.add_option("-X,--kafka-property", flags.properties,
                 "A librdkafka property, such as security.protocol=ssl; KEY=@FILE reads the value from a file")
      ->check(IsKeyValue())
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--timeout", flags.timeout, "Give up after this time")->type_name("TIME")->capture_default_str();
  app.add_flag("-v,--verbose", flags.verbose, "Write the Kafka client's log to stderr");
}

void DefineNodeId(CLI::App& command, Flags& flags, const std::string& help) {
  command.add_option("--node-id", flags.node_id, help)->type_name("N");
}

}  // namespace

void DefineFlags(CLI::App& app, Flags& flags) {
  app.description("Publishes the status of a node to the topic that rollcalld serves.");
  app.require_subcommand(0, 1);  // CalledCommand checks that there is one, so that an unknown flag is reported first
  app.fallthrough();             // so that --brokers and the like may also follow the subcommand
  DefineCommonFlags(app, flags);

  CLI::App* publish = app.add_subcommand(kPublish, "Publish a node's status, and print the acknowledged offset");
  DefineNodeId(*publish, flags, "The node; adds node_id if the status has none");
  publish->add_option("--key-encoding", flags.key_encoding, "The encoding of the record's key")
      ->check(CLI::IsMember({"binary", "decimal"}))
      ->capture_default_str();
  publish->add_option("file", flags.input_path, "The status as JSON; - reads it from standard input")
      ->type_name("FILE|-")
      ->required();

  CLI::App* retire = app.add_subcommand(kRetire, "Remove a node: write a tombstone under each key of the node");
  DefineNodeId(*retire, flags, "The node");
  retire->get_option("--node-id")->required();

  CLI::App* create =
      app.add_subcommand(kCreateTopic, "Create the status topic with the right settings, or check the existing one");
  create
      ->add_option("--replication-factor", flags.replication_factor,
                   "Number of copies of each record, each on another broker")
      ->check(CLI::Range(1, kMaxReplicationFactor))
      ->capture_default_str();
  create->add_option("--set", flags.topic_settings, "A setting of the new topic, such as delete.retention.ms=604800000")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

absl::StatusOr<AgentOptions> CheckFlags(const Flags& flags) {
  if (flags.brokers.empty()) {
    return absl::InvalidArgumentError("--brokers is missing: name a Kafka broker, as in --brokers 127.0.0.1:9092");
  }
  if (flags.topic.empty()) return absl::InvalidArgumentError("--topic is empty: name the status topic");
  absl::StatusOr<topic::KafkaOptions> kafka = topic::ParseKafkaOptions(flags.brokers, flags.properties);
  if (!kafka.ok()) return kafka.status();
  const absl::StatusOr<absl::Duration> timeout = ParseTimeout(flags.timeout);
  if (!timeout.ok()) return timeout.status();
  absl::StatusOr<topic::NewTopicSettings> new_topic = ParseNewTopic(flags);
  if (!new_topic.ok()) return new_topic.status();
  return AgentOptions{.kafka = *std::move(kafka),
                      .topic = flags.topic,
                      .timeout = *timeout,
                      .node_id = flags.node_id,
                      .key_encoding = flags.key_encoding == "decimal" ? KeyEncoding::kDecimal : KeyEncoding::kBinary,
                      .input_path = flags.input_path,
                      .new_topic = *std::move(new_topic)};
}

absl::StatusOr<Command> CalledCommand(const CLI::App& app) {
  if (app.got_subcommand(kPublish)) return Command::kPublish;
  if (app.got_subcommand(kRetire)) return Command::kRetire;
  if (app.got_subcommand(kCreateTopic)) return Command::kCreateTopic;
  return absl::InvalidArgumentError("name a command: publish, retire or create-topic");
}

}  // namespace rollcall::agent
