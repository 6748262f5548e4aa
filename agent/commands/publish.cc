// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/publish.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "agent/commands/dry_run.h"
#include "agent/commands/input_file.h"
#include "agent/commands/with_kafka_topic.h"
#include "agent/publisher/node_value.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

absl::StatusOr<NodeValue> ReadStatus(const PublishOptions& options, CommandContext& context) {
  const absl::StatusOr<std::string> json = ReadInput(options.path, context.in);
  if (!json.ok()) return json.status();
  return PrepareValue(*json, options.node_id);
}

ExitCode ReportUnusable(const absl::Status& error, CommandContext& context) {
  return ReportError(error, context, absl::IsNotFound(error) ? kExitUsage : kExitNo);
}

}  // namespace

ExitCode RunPublish(const PublishOptions& options, absl::Duration timeout, SingleWriter& writer,
                    CommandContext& context) {
  const absl::StatusOr<NodeValue> value = ReadStatus(options, context);
  if (!value.ok()) return ReportUnusable(value.status(), context);
  const Deadline deadline(timeout);
  const absl::StatusOr<int64_t> offset = writer.Publish(*value, options.key_format, deadline);
  if (!offset.ok()) return ReportError(offset.status(), context);
  const std::string line = absl::StrCat("published node ", value->node_id, " at offset ", *offset, "\n");
  if (const ExitCode printed = PrintResult(line, context); printed != kExitYes) return printed;
  const ServerWaitOptions wait = {.flags = options.wait, .node_id = value->node_id, .revision = *offset};
  return WaitForServer(wait, deadline, timeout, context);
}

ExitCode RunPublishDry(const PublishOptions& options, CommandContext& context) {
  const absl::StatusOr<NodeValue> value = ReadStatus(options, context);
  if (!value.ok()) return ReportUnusable(value.status(), context);
  const Record record = {.key = KeyOf(value->node_id, options.key_format), .value = value->json};
  const absl::Status printed = Print(DryRunLine(record), context);
  return printed.ok() ? kExitYes : ReportError(printed, context);
}

Command AddPublishCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("publish", "Publish a node's status, and print the acknowledged offset");
  auto options = std::make_shared<PublishOptions>();
  app->add_option("--node-id", options->node_id, "The node; adds node_id if the status has none")->type_name("N");
  AddKeyFormat(*app, options->key_format);
  AddDryRun(*app, options->dry_run);
  AddServerWait(*app, options->wait);
  app->add_option("file", options->path, "The status as JSON; - reads it from standard input")
      ->type_name("FILE|-")
      ->required();
  return {.app = app,
          .run =
              [options, &flags](CommandContext& context) {
                if (options->dry_run) return RunPublishDry(*options, context);
                if (absl::Status wait = CheckServerWait(options->wait); !wait.ok()) {
                  return ReportUsageError(wait, context);
                }
                return WithKafkaTopic(flags, context, [&](RecordSink& sink, RecordLookup& lookup) {
                  SingleWriter writer(sink, lookup);
                  return RunPublish(*options, flags.timeout, writer, context);
                });
              },
          .examples = {{"rollcall-agent --brokers kafka-1:9092 publish --node-id 5 status.json", "a status, once"},
                       {"rollcall-agent publish --node-id 5 --dry-run status.json", "the record, without writing it"}}};
}

}  // namespace rollcall::agent
