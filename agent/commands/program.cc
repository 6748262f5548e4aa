// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/commands/log_stream.h"
#include "agent/commands/program_definition.h"
#include "agent/redpanda/admin_client.h"
#include "base/log.h"
#include "base/protobuf_version.h"
#include "base/secret_arguments.h"
#include "base/settings.h"
#include "rollcall/client/connector.h"
#include "topic/kafka/kafka_version.h"

namespace rollcall::agent {
namespace {

using AddCommand = Command (*)(CLI::App& program, const KafkaFlags& flags);

// The commands, in the order in which --help shows them.
constexpr AddCommand kCommands[] = {
    AddPublishCommand, AddRetireCommand, AddCreateTopicCommand, AddRunCommand, AddReapCommand, AddRedpandaCommand,
};

constexpr char kDescription[] = "Publishes the status of nodes to the topic that rollcalld serves.";

std::string NamesOf(const std::vector<Command>& commands) {
  return absl::StrJoin(commands, ", ", [](std::string* out, const Command& c) { *out += c.app->get_name(); });
}

int Run(const Command& command, const KafkaFlags& flags, CommandContext& context) {
  const LogLevel level = flags.verbose ? LogLevel::kDebug : command.log_level;
  if (flags.log_format == LogFormat::kText) {
    context.set_up_log(level, flags.log_format);
    return command.run(context);
  }
  context.set_up_log(std::min(level, LogLevel::kWarning), flags.log_format);  // what a LogStream logs is for people
  LogStream err;
  CommandContext logging = {.in = context.in,
                            .out = context.out,
                            .err = err,
                            .cancellation = context.cancellation,
                            .cancel_on_signals = context.cancel_on_signals,
                            .call_on_signal = context.call_on_signal,
                            .set_up_log = context.set_up_log,
                            .log_format = flags.log_format};
  return command.run(logging);
}

}  // namespace

std::unique_ptr<Program> DefineProgram() {
  auto program = std::make_unique<Program>(kDescription);
  program->app.fallthrough();  // so that --brokers and the like may also follow the command
  AddKafkaFlags(program->app, program->flags);
  for (const AddCommand add : kCommands) program->commands.push_back(add(program->app, program->flags));
  return program;
}

SettingsRules ProgramSettingsRules() {
  return {.libraries = {{"librdkafka", topic::LibrdkafkaVersion()},
                        {"gRPC", client::GrpcVersion()},
                        {"protobuf", ProtobufVersion()},
                        {"libcurl", CurlVersion()}}};
}

int RunProgram(int argc, char** argv, CommandContext& context) {
  const std::unique_ptr<Program> program = DefineProgram();
  LoadedSettings settings;
  if (const std::optional<int> code = ParseSettings(program->app, argc, argv, ProgramSettingsRules(), settings)) {
    return *code;
  }
  HideSecretArguments(argc, argv, program->flags.properties);
  const std::vector<Command>& commands = program->commands;
  for (const Command& command : commands) HideSecretValues(argc, argv, command.secrets());
  for (const Command& command : commands) {
    if (!command.app->parsed()) continue;
    return Run(command, program->flags, context);
  }
  // CLI11 could require a command itself. But then it would give this error for an unknown command, too.
  return ReportUsageError(absl::InvalidArgumentError(absl::StrCat("name a command: ", NamesOf(commands))), context);
}

}  // namespace rollcall::agent
