// SPDX-License-Identifier: Apache-2.0
#include "server/manual.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/strip.h"
#include "base/exit_code.h"
#include "base/manual/definitions.h"
#include "base/settings.h"
#include "server/options.h"

namespace rollcall {
namespace {

manual::Section ExitStatus() {
  return {"EXIT STATUS",
          {manual::ExitEntry(kExitYes, "Ended by a signal"),
           manual::ExitEntry(kExitNo, "It cannot serve, for example because another program listens on the address"),
           manual::ExitEntry(kExitUsage,
                             "The command line, a variable or the settings file cannot be used. The service is not "
                             "restarted then"),
           manual::ExitEntry(kExitBug, "A bug in the program")}};
}

manual::Section Signals() {
  return {"SIGNALS",
          {{"SIGTERM", "Drain the server, and end it; a second one ends it at once"},
           {"SIGINT", "End the server at once"},
           {"SIGHUP", "Read the settings file, and the files of TLS and tokens, again"}}};
}

manual::Section Files() {
  return {"FILES",
          {{"/etc/rollcall/rollcalld.toml",
            "The settings of the service rollcalld.service, which the package installs: its section [rollcalld] has a "
            "key for each option, such as brokers. Without the service, --config or ROLLCALL_CONFIG names such a file"},
           {"/etc/rollcall/rollcalld.env", "Variables for the service, one NAME=VALUE a line, if the file exists"}}};
}

}  // namespace

manual::Page ServerManual() {
  ServerOptions options;
  CLI::App app(kDescription, kServerProgram);
  DefineOptions(app, options);
  app.get_option("--threads")->default_str("one for each processor, at most 8");  // not the number of this machine
  const char* const argv[] = {kServerProgram};
  LoadedSettings settings;
  // Adds --config, --version and the variables, whatever comes of it.
  TryParseSettings(app, 1, argv, {}, settings).IgnoreError();
  const std::string summary(absl::StripSuffix(kDescription, "."));
  return {
      .name = kServerProgram,
      .summary = summary,
      .section = 8,
      .synopsis = {manual::SynopsisOf(app)},
      .sections = {{"OPTIONS", manual::OptionsOf(app)}, Signals(), ExitStatus(), manual::EnvironmentOf(app), Files()},
      .examples = {{"rollcalld --brokers kafka-1:9092,kafka-2:9092 --listen 127.0.0.1:50051", "a real cluster"},
                   {"rollcalld --embedded-broker --http-listen 127.0.0.1:9464", "to try it out"}},
      .see_also = {"rollcall(1)", "rollcall-agent(1)"}};
}

}  // namespace rollcall
