// SPDX-License-Identifier: Apache-2.0
// `rollcall health`: whether the servers can be asked, and whether what they say is current.
#include "client/cli/views/health.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/build_info.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/views/health_text.h"
#include "client/flags/transport_flags.h"
#include "rollcall/client/error.h"
#include "rollcall/client/server_health.h"

namespace rollcall::cli {
namespace {

struct HealthOptions {
  std::string format = "table";
  bool needs_all = false;
};

// Asks all servers at the same time, so that one that hangs costs no time of the others.
std::vector<client::ServerHealth> AskServers(client::Connector& connector, const client::ClientOptions& options,
                                             client::Clock& clock) {
  std::vector<client::ServerHealth> answers(
      options.servers.size(), {.server = "", .serving = client::Serving::kNo, .listing = v1::ListNodesResponse()});
  std::vector<std::thread> threads;
  for (size_t i = 0; i < options.servers.size(); ++i) {
    threads.emplace_back([&connector, &options, &clock, &answer = answers[i], &server = options.servers[i]] {
      answer = client::AskServerHealth(connector, server, options.timeout, clock);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

// The errors of all servers as one, as every other command reports them.
ExitCode ReportNoAnswer(const std::vector<client::ServerHealth>& servers, CommandContext& context) {
  std::vector<std::pair<std::string, absl::Status>> errors;
  for (const client::ServerHealth& health : servers) errors.emplace_back(health.server, health.listing.status());
  return ReportError(client::CombineErrors(errors), context);
}

ExitCode WriteHealth(const HealthOptions& options, const std::vector<client::ServerHealth>& servers,
                     const std::string& version, CommandContext& context) {
  if (options.format == "json") return WriteJson(HealthJson(servers, version), context);
  const bool is_one = servers.size() == 1;
  return WriteText(is_one ? HealthText(servers.front(), version) : HealthTable(servers), {}, context);
}

ExitCode RunHealth(const HealthOptions& options, const ConnectionOptions& connection, const std::string& version,
                   CommandContext& context) {
  const auto connector = client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  const std::vector<client::ServerHealth> servers = AskServers(**connector, ToClientOptions(connection), context.clock);
  std::vector<HealthVerdict> verdicts;
  for (const client::ServerHealth& health : servers) verdicts.push_back(VerdictOn(health));
  const bool none_answers = Combine(verdicts, Judge::kBest) == HealthVerdict::kNoAnswer;
  if (none_answers && options.format != "json") return ReportNoAnswer(servers, context);
  const ExitCode written = WriteHealth(options, servers, version, context);
  if (written != kExitYes) return written;
  return ExitCodeOf(Combine(verdicts, options.needs_all ? Judge::kWorst : Judge::kBest));
}

}  // namespace

Command AddHealthCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app =
      program.add_subcommand("health", "Ask each server whether it serves and is current; the exit code is the answer");
  auto options = std::make_shared<HealthOptions>();
  AddChoice(*app, "-o,--output,--format", options->format, {"table", "json"}, "Output format");
  app->add_flag("--all", options->needs_all, "Every server must be current; otherwise one is enough")
      ->configurable(false);
  return {app,
          [options, &connection](CommandContext& context) {
            return RunHealth(*options, connection, absl::StrCat("rollcall ", GetBuildInfo().version), context);
          },
          {{"rollcall health", "whether the server serves, and is current"},
           {"rollcall health --server a:50051,b:50051 --all", "whether all replicas do; the exit code is the answer"},
           {"rollcall health -o json", "for a monitor"}}};
}

}  // namespace rollcall::cli
