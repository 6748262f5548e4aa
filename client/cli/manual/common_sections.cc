// SPDX-License-Identifier: Apache-2.0
#include "client/cli/manual/common_sections.h"

#include <CLI/CLI.hpp>

#include "base/exit_code.h"
#include "base/manual/definitions.h"

namespace rollcall::cli {
namespace {

manual::Section ExitStatus() {
  return {
      "EXIT STATUS",
      {manual::ExitEntry(kExitYes, "Done. Also if the reader of the output has gone, or a watch was stopped"),
       manual::ExitEntry(kExitNo,
                         "The answer is no, or the output could not be written, for example because the disk is full"),
       manual::ExitEntry(kExitUsage,
                         "The command line, a variable or the settings file cannot be used, or the server refused "
                         "the request as invalid"),
       manual::ExitEntry(kExitTimeout, "Time ran out, for example before the revision of --min-revision was reached"),
       manual::ExitEntry(kExitNoAnswer,
                         "No trustworthy answer: no server was reached or ready in time, or the received data "
                         "did not add up"),
       manual::ExitEntry(kExitBug, "A bug in the program")}};
}

manual::Section Environment(const CLI::App& program) {
  manual::Section section = manual::EnvironmentOf(program);
  section.entries.push_back({"NO_COLOR", "If it is set and not empty, nothing is colored or bold"});
  section.entries.push_back({"GRPC_VERBOSITY", "If it is set, gRPC writes its own log of TLS handshakes to stderr"});
  return section;
}

manual::Section Files() {
  return {"FILES",
          {{"$XDG_CONFIG_HOME/rollcall/config.toml",
            "The settings file, if --config or ROLLCALL_CONFIG names no other; ~/.config/rollcall/config.toml if "
            "XDG_CONFIG_HOME is not set. Its section [rollcall] has a key for each option that has a variable, such as "
            "server. A section [contexts.NAME] has the same keys, and wins over [rollcall] if --context, "
            "ROLLCALL_CONTEXT or the key current-context outside of any section names it"}}};
}

}  // namespace

std::vector<manual::Section> CommonSections(const CLI::App& program) {
  return {ExitStatus(), Environment(program), Files()};
}

}  // namespace rollcall::cli
