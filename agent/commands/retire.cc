// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/commands/dry_run.h"
#include "agent/commands/with_kafka_topic.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

const char* NameOf(KeyFormat format) { return format == KeyFormat::kBinary ? "binary" : "decimal"; }

std::string ResultLines(int32_t node_id, const RetireResult& result) {
  std::string lines;
  for (const Tombstone& tombstone : result.tombstones) {
    absl::StrAppend(&lines, "retired node ", node_id, " under its ", NameOf(tombstone.format), " key at offset ",
                    tombstone.offset, "\n");
  }
  if (result.retired_before.has_value()) {
    absl::StrAppend(&lines, "node ", node_id, " was retired before, at offset ", *result.retired_before, "\n");
  }
  return lines;
}

void ReportKept(int32_t node_id, const RetireResult& result, CommandContext& context) {
  for (const KeptKey& kept : result.kept) {
    context.err << kProgram << ": the " << NameOf(kept.format) << " key of node " << node_id << " (\""
                << absl::CEscape(kept.key) << "\") was left alone: node " << kept.other_node_id << " uses it\n";
  }
}

// The offset that a reader needs to see the node gone.
int64_t LastOffset(const RetireResult& result) {
  return result.tombstones.empty() ? result.retired_before.value_or(-1) : result.tombstones.back().offset;
}

}  // namespace

ExitCode RunRetire(const RetireOptions& options, absl::Duration timeout, Instant now, SingleWriter& writer,
                   CommandContext& context) {
  const Deadline deadline(timeout);
  const RetireResult result = writer.Retire(options.node_id, options.mode, now, deadline);
  ReportKept(options.node_id, result, context);
  const ExitCode printed = PrintResult(ResultLines(options.node_id, result), context);
  if (!result.status.ok()) return ReportError(result.status, context);
  if (printed != kExitYes || LastOffset(result) < 0) return printed;
  const ServerWaitOptions wait = {.flags = options.wait, .node_id = options.node_id, .revision = LastOffset(result)};
  return WaitForServer(wait, deadline, timeout, context);
}

ExitCode RunRetireDry(const RetireOptions& options, absl::Duration timeout, Instant now, RecordSink& sink,
                      RecordLookup& lookup, CommandContext& context) {
  std::ostringstream records;
  DryRunSink dry(sink, records);
  RetireResult result = SingleWriter(dry, lookup).Retire(options.node_id, options.mode, now, Deadline(timeout));
  ReportKept(options.node_id, result, context);
  if (!result.status.ok()) return ReportError(result.status, context);
  result.tombstones.clear();
  const absl::Status printed = Print(absl::StrCat(records.str(), ResultLines(options.node_id, result)), context);
  return printed.ok() ? kExitYes : ReportError(printed, context);
}

Command AddRetireCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("retire", "Remove a node: write a tombstone under each key of the node");
  auto options = std::make_shared<RetireOptions>();
  auto dry_run = std::make_shared<bool>(false);
  app->add_option("--node-id", options->node_id, "The node")->type_name("N")->required();
  app->add_flag_callback(
         "--force", [options] { options->mode = RetireMode::kForce; },
         "Retire it also if it is up and its record is fresh, and without reading the topic")
      ->configurable(false);
  AddDryRun(*app, *dry_run);
  AddServerWait(*app, options->wait);
  return {.app = app,
          .run =
              [options, dry_run, &flags](CommandContext& context) {
                const Instant now = Instant::Now();
                if (absl::Status wait = CheckServerWait(options->wait); !wait.ok()) {
                  return ReportUsageError(wait, context);
                }
                return WithKafkaTopic(flags, context, [&](RecordSink& sink, RecordLookup& lookup) {
                  if (*dry_run) return RunRetireDry(*options, flags.timeout, now, sink, lookup, context);
                  SingleWriter writer(sink, lookup);
                  return RunRetire(*options, flags.timeout, now, writer, context);
                });
              },
          .examples = {{"rollcall-agent --brokers kafka-1:9092 retire --node-id 5", "a node that is gone for good"}}};
}

}  // namespace rollcall::agent
