// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent create-topic`: creates the status topic, or checks the existing one.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/commands/command.h"
#include "agent/commands/end_on_signal.h"
#include "agent/commands/kafka_create_topic.h"
#include "agent/commands/wait_notice.h"
#include "agent/commands/write_progress.h"
#include "base/deadline.h"
#include "base/option_values.h"
#include "topic/kafka/kafka_diagnosis.h"

namespace rollcall::agent {
namespace {

constexpr int kMaxReplicationFactor = 32767;  // Kafka's int16

struct CreateTopicOptions {
  std::optional<int> replication_factor;
  std::vector<std::string> settings;  // --set
};

absl::StatusOr<TopicRequest> ParseTopicRequest(const CreateTopicOptions& options) {
  TopicRequest request{.replication_factor = options.replication_factor, .config = {}};
  for (const std::string& flag : options.settings) {
    const std::pair<std::string, std::string> setting = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    if (!absl::StrContains(flag, '=') || setting.first.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", flag, ": expected KEY=VALUE (a setting of the topic)"));
    }
    request.config.push_back(setting);
  }
  return request;
}

absl::StatusOr<TopicReport> CreateOrCheckWithNotices(const KafkaTarget& target, const TopicRequest& request,
                                                     absl::Duration timeout, CommandContext& context) {
  WriteProgress progress;
  const std::shared_ptr<void> signals = EndOnSignal(context, progress);
  const Deadline deadline(timeout);
  const WaitNotice notice(absl::StrCat("broker ", target.kafka.brokers), topic::NewestErrorText, deadline, timeout,
                          context.err);
  return CreateOrCheckTopic(target.kafka, target.topic, request, deadline, progress);
}

// What differs from the request is an error. What was not requested is only said.
ExitCode Report(const TopicReport& report, CommandContext& context) {
  for (const std::string& note : report.comparison.notes) context.err << kProgram << ": note: " << note << "\n";
  ExitCode code = kExitYes;
  for (const std::string& difference : report.comparison.differences) {
    code = ReportError(absl::FailedPreconditionError(difference), context);
  }
  return code == kExitYes ? PrintResult(absl::StrCat(report.line, "\n"), context) : code;
}

ExitCode RunCreateTopic(const CreateTopicOptions& options, const KafkaFlags& flags, CommandContext& context) {
  const absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(flags);
  if (!target.ok()) return ReportUsageError(target.status(), context);
  const absl::StatusOr<TopicRequest> request = ParseTopicRequest(options);
  if (!request.ok()) return ReportUsageError(request.status(), context);
  const absl::StatusOr<TopicReport> report = CreateOrCheckWithNotices(*target, *request, flags.timeout, context);
  return report.ok() ? Report(*report, context) : ReportError(report.status(), context);
}

}  // namespace

Command AddCreateTopicCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("create-topic",
                                         "Create the status topic with the right settings, or check the existing one");
  auto options = std::make_shared<CreateTopicOptions>();
  app->add_option("--replication-factor", options->replication_factor,
                  "Number of copies of each record, each on another broker")
      ->check(WholeNumber(1, kMaxReplicationFactor))
      ->default_str(absl::StrCat(topic::kDefaultReplicationFactor));
  app->add_option("--set", options->settings, "A setting of the new topic, such as delete.retention.ms=604800000")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  return {
      .app = app,
      .run = [options, &flags](CommandContext& context) { return RunCreateTopic(*options, flags, context); },
      .examples = {{"rollcall-agent --brokers kafka-1:9092 create-topic --replication-factor 3", "the topic, once"}}};
}

}  // namespace rollcall::agent
