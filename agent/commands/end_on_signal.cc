// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/end_on_signal.h"

#include <csignal>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace rollcall::agent {
namespace {

constexpr int kSignalExit = 128;  // a shell shows the end by a signal in this way

std::string NameOf(int signal) {
  switch (signal) {
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    case SIGHUP:
      return "SIGHUP";
    default:
      return absl::StrCat("signal ", signal);
  }
}

}  // namespace

void EndBySignal(int signal, const WriteProgress& progress, std::ostream& err) {
  // One write, so that the line is whole also if the command writes at this moment.
  err << absl::StrCat(kProgram, ": ended by ", NameOf(signal), ": ", progress.Describe(), "\n") << std::flush;
  std::_Exit(kSignalExit + signal);
}

std::shared_ptr<void> EndOnSignal(CommandContext& context, const WriteProgress& progress) {
  return context.call_on_signal([&context, &progress](int signal) { EndBySignal(signal, progress, context.err); });
}

}  // namespace rollcall::agent
