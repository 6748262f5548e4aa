// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent create-topic`: creates the status topic, or checks the existing one.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/commands/command.h"
#include "agent/commands/kafka_create_topic.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

constexpr int kMaxReplicationFactor = 32767;  // Kafka's int16

struct CreateTopicOptions {
  int replication_factor = 3;
  std::vector<std::string> settings;  // --set
};

absl::StatusOr<topic::NewTopicSettings> ParseTopicSettings(const CreateTopicOptions& options) {
  topic::NewTopicSettings settings{.replication_factor = options.replication_factor, .config = {}};
  for (const std::string& flag : options.settings) {
    const std::pair<std::string, std::string> setting = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    if (!absl::StrContains(flag, '=') || setting.first.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", flag, ": expected KEY=VALUE (a setting of the topic)"));
    }
    settings.config.push_back(setting);
  }
  return settings;
}

ExitCode RunCreateTopic(const CreateTopicOptions& options, const KafkaFlags& flags, CommandContext& context) {
  const absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(flags);
  if (!target.ok()) return ReportUsageError(target.status(), context);
  const absl::StatusOr<topic::NewTopicSettings> settings = ParseTopicSettings(options);
  if (!settings.ok()) return ReportUsageError(settings.status(), context);
  const absl::StatusOr<std::string> line =
      CreateOrCheckTopic(target->kafka, target->topic, *settings, Deadline(flags.timeout));
  if (!line.ok()) return ReportError(line.status(), context);
  context.out << *line << "\n";
  return kExitYes;
}

}  // namespace

Command AddCreateTopicCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("create-topic",
                                         "Create the status topic with the right settings, or check the existing one");
  auto options = std::make_shared<CreateTopicOptions>();
  app->add_option("--replication-factor", options->replication_factor,
                  "Number of copies of each record, each on another broker")
      ->check(CLI::Range(1, kMaxReplicationFactor))
      ->capture_default_str();
  app->add_option("--set", options->settings, "A setting of the new topic, such as delete.retention.ms=604800000")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  return {app, [options, &flags](CommandContext& context) { return RunCreateTopic(*options, flags, context); }};
}

}  // namespace rollcall::agent
