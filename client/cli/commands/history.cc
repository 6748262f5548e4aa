// SPDX-License-Identifier: Apache-2.0
// `rollcall history`: what happened to nodes, as far back as the topic's log still knows.
#include "client/cli/render/history.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/command_client.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/time_argument.h"
#include "client/cli/commands/write_answer.h"
#include "client/cli/render/json.h"
#include "client/flags/transport_flags.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

constexpr int kMaxLimit = 100'000;

struct HistoryOptions {
  v1::Filter filter;
  std::string since;
  std::optional<int64_t> before_offset;
  int limit = 1000;
  bool all = false;
  std::string format = "table";
};

void AddHistoryOptions(CLI::App& app, HistoryOptions& options) {
  AddFilterOptions(app, options.filter);
  app.add_option("--since", options.since,
                 "Only what happened since then: how long ago (30m, 2h, 3d), or when (2026-11-25T22:00, in UTC)")
      ->type_name("TIME")
      ->configurable(false);
  app.add_option("--limit", options.limit, "At most this many changes, the newest")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, kMaxLimit).description(""))
      ->capture_default_str()
      ->configurable(false);
  app.add_option("--before", options.before_offset, "Only changes before this offset: the ones that --limit left out")
      ->type_name("OFFSET")
      ->check(CLI::Range(int64_t{0}, std::numeric_limits<int64_t>::max()).description(""))
      ->configurable(false);
  app.add_flag("--all", options.all, "Also show statuses that were published again without a change")
      ->configurable(false);
  AddChoice(app, "-o,--output,--format", options.format, {"table", "log", "json", "ndjson"}, "Output format");
}

absl::StatusOr<v1::ListChangesRequest> MakeRequest(const HistoryOptions& options, absl::Time now) {
  v1::ListChangesRequest request;
  *request.mutable_filter() = options.filter;
  request.set_include_republished(options.all);
  if (options.before_offset.has_value()) request.set_before_offset(*options.before_offset);
  if (options.since.empty()) return request;
  const absl::StatusOr<absl::Time> since = ParsePastTime(options.since, now);
  if (!since.ok()) return absl::InvalidArgumentError(absl::StrCat("--since: ", since.status().message()));
  client::SetTimestamp(*since, *request.mutable_since());
  return request;
}

ExitCode Write(const HistoryOptions& options, const v1::ListChangesResponse& history, CommandContext& context) {
  if (options.format == "json") return WriteJson(ToJson(history, JsonLayout::kIndented), context);
  if (options.format == "ndjson") return WriteJson(HistoryNdjson(history), context);
  if (options.format == "log") return WriteText(HistorySentences(history), HistoryNotes(history), context);
  const auto width = context.out_is_terminal ? std::optional(context.terminal_size().width) : std::nullopt;
  const std::string table = history.changes().empty() ? "" : TableText(HistoryTable(history), Titles::kShown, width);
  return WriteText(table, HistoryNotes(history), context);
}

ExitCode RunHistory(const HistoryOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  const absl::StatusOr<v1::ListChangesRequest> request = MakeRequest(options, context.clock.Now().wall());
  if (!request.ok()) {
    PrintError(std::string(request.status().message()), context);
    return kExitUsage;
  }
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  CommandClient client(connection, **connector, context);
  const absl::StatusOr<v1::ListChangesResponse> history = client.ListChanges(*request, options.limit);
  return history.ok() ? Write(options, *history, context) : ReportError(history.status(), context);
}

}  // namespace

Command AddHistoryCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand(
      "history", "Show what happened: the changes of nodes, old -> new, as far back as the topic's log still knows");
  auto options = std::make_shared<HistoryOptions>();
  AddHistoryOptions(*app, *options);
  return {app,
          [options, &connection](CommandContext& context) { return RunHistory(*options, connection, context); },
          {{"rollcall history --since 10h", "what happened overnight, and how far back the answer is complete"},
           {"rollcall history --node 3 --all", "everything that node 3 published, renewals included"},
           {"rollcall history --name billing --since 2026-11-25T22:00", "when and where a coprocessor came and went"},
           {"rollcall history -o ndjson | jq -c .", "one JSON object for each change, for a program"}}};
}

}  // namespace rollcall::cli
