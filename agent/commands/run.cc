// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent run`: keeps the status of one node on the topic, for as long as it runs.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "agent/commands/command.h"
#include "agent/commands/node_run.h"
#include "agent/commands/publication_flags.h"
#include "agent/commands/publishing_session.h"
#include "agent/source/command_source.h"
#include "agent/source/file_source.h"
#include "agent/source/line_source.h"
#include "base/duration_option.h"
#include "base/option_values.h"

namespace rollcall::agent {
namespace {

struct RunOptions {
  NodeRunOptions node = {.node_id = 0, .down_after = absl::Seconds(30), .on_exit = OnExit::kDown, .timeout = {}};
  std::string state_file;
  std::string standard_input;  // "-"
  CommandSourceOptions exec = {.command = "", .every = absl::Seconds(10), .time_limit = absl::Seconds(10)};
  PublicationFlags publication;
};

// Not a check of CLI11: it would hide that an option is unknown, whose value is taken for the source then.
absl::Status CheckStandardInput(const std::string& word) {
  if (word.empty() || word == "-") return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", word, "' is not a source: write --state-file FILE for a file, or - for standard input"));
}

absl::StatusOr<std::unique_ptr<StatusSource>> MakeSource(const RunOptions& options) {
  if (absl::Status word = CheckStandardInput(options.standard_input); !word.ok()) return word;
  const int count = static_cast<int>(!options.state_file.empty()) + static_cast<int>(!options.exec.command.empty()) +
                    static_cast<int>(!options.standard_input.empty());
  if (count != 1) {
    return absl::InvalidArgumentError(
        "name one source of the status: --state-file FILE, --exec COMMAND, or - for standard input");
  }
  if (!options.state_file.empty()) return std::make_unique<FileSource>(options.state_file);
  if (!options.exec.command.empty()) return std::make_unique<CommandSource>(options.exec);
  return std::make_unique<LineSource>(STDIN_FILENO, "standard input");
}

ExitCode RunRun(const RunOptions& options, const KafkaFlags& flags, CommandContext& context) {
  const std::shared_ptr<void> signals = context.cancel_on_signals();
  const absl::StatusOr<std::unique_ptr<StatusSource>> source = MakeSource(options);
  if (!source.ok()) return ReportUsageError(source.status(), context);
  const absl::StatusOr<std::unique_ptr<PublishingSession>> session =
      PublishingSession::Start(flags, options.publication, "run", context);
  if (absl::IsInvalidArgument(session.status())) return ReportUsageError(session.status(), context);
  if (!session.ok()) return ReportError(session.status(), context);
  NodeRunOptions node = options.node;
  node.timeout = flags.timeout;
  return RunNode(node, **source, **session, context);
}

void AddSourceOptions(CLI::App& app, RunOptions& options) {
  app.add_option("--state-file", options.state_file, "A file with the status as JSON, published whenever it changes")
      ->type_name("FILE");
  app.add_option("source", options.standard_input, "Statuses from standard input, one JSON object a line")
      ->type_name("-");
  app.add_option("--exec", options.exec.command, "A shell command that prints the status as JSON")
      ->type_name("COMMAND");
  AddDuration(app, "--every", options.exec.every, absl::Milliseconds(100), absl::Hours(24),
              "How often the command of --exec is run");
  AddDuration(app, "--exec-timeout", options.exec.time_limit, absl::Milliseconds(100), absl::Hours(1),
              "Kill the command of --exec if it takes longer");
}

void AddOnExit(CLI::App& app, OnExit& on_exit) {
  app.add_option_function<std::string>(
         "--on-exit", [&on_exit](const std::string& name) { on_exit = name == "keep" ? OnExit::kKeep : OnExit::kDown; },
         "What the topic shows after a signal has ended this command: the node down, or its last status")
      ->check(OneOf({"down", "keep"}))
      ->default_str("down");
}

}  // namespace

Command AddRunCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("run", "Keep a node's status on the topic: publish it whenever it changes");
  auto options = std::make_shared<RunOptions>();
  app->add_option("--node-id", options->node.node_id, "The node")->type_name("N")->required();
  AddSourceOptions(*app, *options);
  AddDuration(*app, "--down-after", options->node.down_after, absl::ZeroDuration(), absl::Hours(24),
              "Publish the node as down if its source has given no usable status for this time");
  AddOnExit(*app, options->node.on_exit);
  AddPublicationFlags(*app, options->publication);
  return {.app = app,
          .run = [options, &flags](CommandContext& context) { return RunRun(*options, flags, context); },
          .log_level = LogLevel::kInfo,
          .examples = {
              {"rollcall-agent --brokers kafka-1:9092 run --node-id 5 --state-file /run/engine/status.json --lease "
               "60s",
               "what an engine writes into a file"},
              {"rollcall-agent --brokers kafka-1:9092 run --node-id 5 --exec /usr/local/bin/engine-status",
               "what a command says every ten seconds"}}};
}

}  // namespace rollcall::agent
