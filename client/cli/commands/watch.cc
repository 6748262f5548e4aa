// SPDX-License-Identifier: Apache-2.0
// `rollcall watch`: the current state and every change, until it is canceled.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "base/duration_option.h"
#include "client/cli/commands/command.h"
#include "client/cli/commands/line_view.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/screen_view.h"
#include "client/cli/render/event_json.h"
#include "client/cli/render/event_sentence.h"
#include "client/flags/transport_flags.h"
#include "display/text.h"
#include "rollcall/client/client.h"
#include "rollcall/client/cluster_watch.h"
#include "rollcall/client/node.h"

namespace rollcall::cli {
namespace {

// A person reads "as of … ago" on the screen, which a heartbeat keeps fresh. A program does not need that.
constexpr absl::Duration kScreenHeartbeat = absl::Seconds(2);
constexpr absl::Duration kLineHeartbeat = absl::Seconds(15);

struct WatchOptions {
  RequestOptions request;
  std::string format = "auto";
  bool all_updates = false;
  bool heartbeats = false;
  absl::Duration heartbeat_interval = absl::ZeroDuration();  // zero: the default of the format
};

std::string ResolvedFormat(const WatchOptions& options, CommandContext& context) {
  std::string format = options.format;
  if (format == "auto") format = context.out_is_terminal ? "screen" : "ndjson";
  if (format != "screen" || !context.out_is_terminal || !context.terminal_is_dumb) return format;
  PrintError("this terminal cannot show a screen (TERM is not set, or dumb); writing sentences, as --format log does",
             context);
  return "log";
}

v1::WatchStatusRequest MakeRequest(const WatchOptions& options, const std::string& format) {
  absl::Duration heartbeat = options.heartbeat_interval;
  if (heartbeat == absl::ZeroDuration()) heartbeat = format == "screen" ? kScreenHeartbeat : kLineHeartbeat;
  v1::WatchStatusRequest request;
  *request.mutable_filter() = options.request.filter;
  if (options.request.min_revision.has_value()) request.set_min_revision(*options.request.min_revision);
  client::SetDuration(heartbeat, *request.mutable_heartbeat_interval());
  return request;
}

std::unique_ptr<WatchView> MakeView(const WatchOptions& options, const std::string& format,
                                    absl::Duration connect_timeout, CommandContext& context) {
  if (format == "screen") return std::make_unique<ScreenView>(options.request.filter, connect_timeout, context);
  const EventFilter event_filter(options.all_updates ? Republished::kShow : Republished::kHide,
                                 options.heartbeats ? Heartbeats::kShow : Heartbeats::kHide);
  const auto as_json = [is_terminal = context.out_is_terminal](const Event& event, absl::Time) {
    return is_terminal ? SanitizeJson(EventJson(event)) : EventJson(event);
  };
  const LineView::FormatEvent format_event =
      format == "log" ? LineView::FormatEvent(EventSentence) : LineView::FormatEvent(as_json);
  return std::make_unique<LineView>(options.request.filter, event_filter, format_event, connect_timeout, context);
}

ExitCode ShowUntilEnd(client::ClusterWatch& watch, WatchView& view, CommandContext& context) {
  while (true) {
    client::ViewStep step;
    const client::WatchRead read = watch.Next(view.NextTick(), step);
    if (read == client::WatchRead::kEnd) {
      view.Close(watch);
      const absl::Status why = watch.Finish();
      return absl::IsCancelled(why) && context.cancellation.cancelled() ? kExitYes : ReportError(why, context);
    }
    absl::Status written = read == client::WatchRead::kMessage ? view.OnMessage(step, watch) : absl::OkStatus();
    written.Update(view.Tick(watch));
    if (!written.ok()) {
      view.Close(watch);
      return ReportWritten(written, context);
    }
  }
}

ExitCode RunWatch(const WatchOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  const std::string format = ResolvedFormat(options, context);
  // The view of a terminal blocks signals, so it is made before the first thread, which is that of `signals`; and that
  // one before gRPC starts threads.
  const std::unique_ptr<WatchView> view = MakeView(options, format, connection.connect_timeout, context);
  const std::shared_ptr<void> signals = context.cancel_on_signals();
  const absl::StatusOr<std::unique_ptr<client::Connector>> connector =
      client::MakeConnector(connection.transport, connection.servers);
  if (!connector.ok()) return ReportError(connector.status(), context);
  client::Client client(ToClientOptions(connection), **connector, context.cancellation, context.clock);
  view->Start(client);
  client::ClusterWatch watch(client.Watch(MakeRequest(options, format), *view));
  return ShowUntilEnd(watch, *view, context);
}

}  // namespace

Command AddWatchCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("watch", "Show the current state and every change, live");
  auto options = std::make_shared<WatchOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "-o,--output,--format", options->format, {"auto", "screen", "ndjson", "log"},
            "Output format (auto: screen on a terminal, else ndjson)");
  app->add_flag("--all-updates", options->all_updates, "Also show statuses that were published again without a change")
      ->configurable(false);
  app->add_flag("--heartbeats", options->heartbeats, "Show a synced event at every checkpoint, even if nothing changed")
      ->configurable(false);
  AddDuration(*app, "--heartbeat-interval", options->heartbeat_interval, absl::Seconds(1), absl::Minutes(5),
              "Maximum time between two messages of the server; default 2s for screen, else 15s")
      ->default_str("")
      ->configurable(false);
  return {app,
          [options, &connection](CommandContext& context) { return RunWatch(*options, connection, context); },
          {{"rollcall watch", "in a terminal: a live screen of everything"},
           {"rollcall watch --node 3 --format log", "one sentence for each change of node 3"},
           {"rollcall watch --name billing | jq -c .", "one JSON object for each change, for a program"}}};
}

}  // namespace rollcall::cli
