// SPDX-License-Identifier: Apache-2.0
// A command of rollcall-agent: its options on a CLI11 subcommand, and the function that runs it.
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "agent/commands/kafka_flags.h"
#include "base/cli11_types.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/manual/page.h"
#include "rollcall/cancellation.h"

namespace rollcall::agent {

inline constexpr char kProgram[] = "rollcall-agent";

// The environment in which a command runs. main makes it; tests make their own. Results go to `out`, one fact a line.
// Everything else goes to `err` and begins with the program's name.
struct CommandContext {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Cancellation& cancellation;  // ends every command
  // Called by a command that runs until it is canceled. While the result lives, a signal cancels `cancellation`.
  std::function<std::shared_ptr<void>()> cancel_on_signals = [] { return nullptr; };
  // Called by a command that ends at once. While the result lives, a signal calls `on_signal` on a thread of its own.
  std::function<std::shared_ptr<void>(std::function<void(int signal)> on_signal)> call_on_signal =
      [](const std::function<void(int signal)>& /*on_signal*/) { return nullptr; };
  std::function<void(LogLevel, LogFormat)> set_up_log = [](LogLevel, LogFormat) {};  // a process may do it once
  LogFormat log_format = LogFormat::kText;                                           // as set up
};

struct Command {
  CLI::App* app;  // owned by the program's CLI::App
  std::function<ExitCode(CommandContext& context)> run;
  // What is logged without --verbose. A run of a short command ends with one line that says what happened, so nothing
  // but errors is logged. A command that runs for a long time logs at level info.
  LogLevel log_level = LogLevel::kError;
  std::vector<manual::Example> examples = {};
  // The values of its options that nobody may see on the command line, once it is parsed. @FILE is none.
  std::function<std::vector<std::string>()> secrets = [] { return std::vector<std::string>(); };
};

// Adds a command to `program`. CLI11 fills in `flags` when it parses; `flags` must outlive the result. Each function is
// in a file of its own, and program.cc lists them.
Command AddPublishCommand(CLI::App& program, const KafkaFlags& flags);
Command AddRetireCommand(CLI::App& program, const KafkaFlags& flags);
Command AddCreateTopicCommand(CLI::App& program, const KafkaFlags& flags);
Command AddRunCommand(CLI::App& program, const KafkaFlags& flags);
Command AddReapCommand(CLI::App& program, const KafkaFlags& flags);
Command AddRedpandaCommand(CLI::App& program, const KafkaFlags& flags);

// Writes to context.out, at once. DATA_LOSS if that fails: the disk is full, or the pipe is closed.
absl::Status Print(std::string_view lines, CommandContext& context);

// Prints the lines that say what a command has done, and returns kExitYes. If they cannot be printed, writes an error
// with them to context.err and returns kExitNo: nothing else would say that a record is written, and at which offset.
ExitCode PrintResult(std::string_view lines, CommandContext& context);

// Writes "rollcall-agent: MESSAGE" to context.err, or logs it if the log is in JSON. Returns `exit_code`.
ExitCode ReportError(const absl::Status& error, CommandContext& context, ExitCode exit_code = kExitNo);
// The same, with a hint to --help. Returns kExitUsage.
ExitCode ReportUsageError(const absl::Status& error, CommandContext& context);

}  // namespace rollcall::agent
