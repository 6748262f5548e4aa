// SPDX-License-Identifier: Apache-2.0
// `rollcall wait`: waits until conditions hold.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration_option.h"
#include "base/option_values.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/wait_loop.h"
#include "client/cli/wait/expression.h"
#include "client/flags/transport_flags.h"
#include "rollcall/client/client.h"
#include "rollcall/client/cluster_watch.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kDefaultTimeout = absl::Seconds(60);
// The shortest that a server allows. New evidence comes about once a second, and a quiet watch brings it with a
// heartbeat.
constexpr int64_t kHeartbeatSeconds = 1;

struct WaitOptions {
  std::vector<std::string> all_of;
  std::vector<std::string> unless;
  std::string on;                   // empty: not given
  std::optional<int32_t> at_least;  // nullopt: not given
  absl::Duration stable = absl::ZeroDuration();
  std::optional<int64_t> min_revision;
};

[[noreturn]] void Refuse(const std::string& option, const absl::Status& why) {
  throw CLI::ValidationError(option, std::string(why.message()));
}

Placement PlacementOf(const WaitOptions& options) {
  Placement placement;
  if (options.at_least.has_value()) placement.at_least = *options.at_least;
  if (options.on.empty()) return placement;
  const absl::StatusOr<Placement> on = ParsePlacement(options.on);
  if (!on.ok()) Refuse("--on", on.status());
  return *on;
}

// The grammar has no placement for --unless: there, running=NAME means that one node runs it.
std::vector<Expression> ParseAll(const std::string& option, const std::vector<std::string>& texts,
                                 const Placement& placement) {
  std::vector<Expression> expressions;
  for (const std::string& text : texts) {
    absl::StatusOr<Expression> expression = ParseExpression(text, placement);
    if (!expression.ok()) Refuse(option, expression.status());
    expressions.push_back(*std::move(expression));
  }
  return expressions;
}

void CheckPlacementIsUsed(const WaitOptions& options, const std::vector<Expression>& all_of) {
  if (options.on.empty() && !options.at_least.has_value()) return;
  for (const Expression& expression : all_of) {
    if (expression.kind == Expression::Kind::kRunning) return;
  }
  Refuse(options.on.empty() ? "--at-least" : "--on",
         absl::InvalidArgumentError("it says where a coprocessor must run; add --for running=NAME"));
}

// Throws what CLI11 reports as a usage error.
WaitConditions Parse(const WaitOptions& options) {
  WaitConditions conditions = {.all_of = ParseAll("--for", options.all_of, PlacementOf(options)),
                               .unless = ParseAll("--unless", options.unless, {}),
                               .stable = options.stable,
                               .min_revision = options.min_revision};
  CheckPlacementIsUsed(options, conditions.all_of);
  return conditions;
}

ExitCode RunWait(const WaitConditions& conditions, absl::Duration timeout, const ConnectionOptions& connection,
                 CommandContext& context) {
  const std::shared_ptr<void> signals = context.cancel_on_signals();  // before gRPC starts threads
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  client::ClientOptions client_options = ToClientOptions(connection);
  client_options.watch.connect_timeout = std::min(connection.connect_timeout, timeout);
  client::Client client(client_options, **connector, context.cancellation, context.clock);
  v1::WatchStatusRequest request;
  request.mutable_heartbeat_interval()->set_seconds(kHeartbeatSeconds);
  WaitLoop loop(conditions, timeout, client_options.watch.connect_timeout, context);
  client::ClusterWatch watch(client.Watch(request, loop));
  return loop.Run(watch);
}

void AddExpressions(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help) {
  app.add_option(name, values, help)->type_name("EXPR")->configurable(false);
}

void AddOptions(CLI::App& app, WaitOptions& options) {
  AddExpressions(app, "--for", options.all_of,
                 "What must hold, all of it at once: running=NAME, gone=NAME, same=NAME, up=1,2, up=all, down=5, "
                 "removed=5, nodes=3; can be repeated");
  app.get_option("--for")->required();
  AddExpressions(app, "--unless", options.unless,
                 "End at once with exit code 1 if this holds; an expression as above; can be repeated");
  CLI::Option* on = app.add_option("--on", options.on, "running=NAME: on these nodes, or on all")
                        ->type_name("all|IDS")
                        ->configurable(false);
  app.add_option("--at-least", options.at_least, "running=NAME: on so many nodes, whichever; default 1")
      ->type_name("N")
      ->check(WholeNumber(1, std::numeric_limits<int32_t>::max()))
      ->excludes(on)
      ->configurable(false);
  AddDuration(app, "--stable", options.stable, absl::ZeroDuration(), absl::Hours(24),
              "How long it must hold without a break")
      ->configurable(false);
  app.add_option("--min-revision", options.min_revision, "Decide only when this offset of the topic is included")
      ->type_name("OFFSET")
      ->configurable(false);
}

}  // namespace

Command AddWaitCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "wait",
      "Wait until conditions hold, for at most --timeout (here 60s unless it is set); exit code 0: they hold, 1: "
      "--unless holds, 3: time ran out, 4: no trustworthy answer");
  auto options = std::make_shared<WaitOptions>();
  auto conditions = std::make_shared<WaitConditions>();
  AddOptions(*app, *options);
  app->final_callback([options, conditions] { *conditions = Parse(*options); });
  const CLI::Option* timeout = program.get_option("--timeout");
  const auto run = [conditions, timeout, &connection](CommandContext& context) {
    // --timeout is an option of every command, but its default is for a single answer.
    const absl::Duration limit = timeout->count() > 0 ? connection.timeout : kDefaultTimeout;
    return RunWait(*conditions, limit, connection, context);
  };
  return {
      app,
      run,
      {{"rollcall wait --for running=billing --on 1-3 --stable 10s",
        "until a coprocessor runs on three nodes, and stays"},
       {"rollcall wait --for same=billing --unless down=4 --timeout 5m", "until a rollout is done, or node 4 is down"},
       {"rollcall wait --for gone=billing --min-revision 1042",
        "until it runs nowhere, after the record at offset 1042"},
       {"rollcall wait --for up=all --for nodes=60", "until all of 60 nodes are up"}}};
}

}  // namespace rollcall::cli
