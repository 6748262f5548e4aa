// SPDX-License-Identifier: Apache-2.0
// `rollcall watch`: the present state and every change of it, until it is told to stop.
#include <memory>
#include <string>

#include "client/cli/commands/command.h"
#include "client/cli/commands/line_view.h"
#include "client/cli/commands/report.h"
#include "client/cli/commands/screen_view.h"
#include "client/cli/render/event_json.h"
#include "client/cli/render/event_sentence.h"
#include "client/lib/client.h"
#include "client/lib/grpc_stub.h"
#include "client/lib/watch/watch_cache.h"

namespace rollcall::cli {
namespace {

// A person who looks at "as of … ago" wants it fresh; a program does not care.
constexpr absl::Duration kScreenHeartbeat = absl::Seconds(2);
constexpr absl::Duration kLineHeartbeat = absl::Seconds(15);

struct WatchOptions {
  RequestOptions request;
  std::string format = "auto";
  bool all_updates = false;
  bool heartbeats = false;
  absl::Duration heartbeat_interval = absl::ZeroDuration();  // zero: by format
};

std::string ResolvedFormat(const WatchOptions& options, const CommandContext& context) {
  if (options.format != "auto") return options.format;
  return context.out_is == IsTerminal::kYes ? "screen" : "ndjson";
}

v1::WatchStatusRequest MakeRequest(const WatchOptions& options, const std::string& format) {
  absl::Duration heartbeat = options.heartbeat_interval;
  if (heartbeat == absl::ZeroDuration()) heartbeat = format == "screen" ? kScreenHeartbeat : kLineHeartbeat;
  v1::WatchStatusRequest request;
  *request.mutable_filter() = options.request.filter;
  if (options.request.min_revision.has_value()) request.set_min_revision(*options.request.min_revision);
  request.mutable_heartbeat_interval()->set_seconds(absl::ToInt64Seconds(heartbeat));
  request.mutable_heartbeat_interval()->set_nanos(
      static_cast<int32_t>((heartbeat - absl::Seconds(absl::ToInt64Seconds(heartbeat))) / absl::Nanoseconds(1)));
  return request;
}

std::unique_ptr<WatchView> MakeView(const WatchOptions& options, const std::string& format,
                                    absl::Duration connect_timeout, CommandContext& context) {
  if (format == "screen") return std::make_unique<ScreenView>(connect_timeout, context);
  const EventFilter event_filter(options.all_updates ? Republished::kShow : Republished::kHide,
                                 options.heartbeats ? Heartbeats::kShow : Heartbeats::kHide);
  const auto as_json = [](const Event& event, absl::Time) { return EventJson(event); };
  const LineView::EventLine line = format == "log" ? LineView::EventLine(EventSentence) : LineView::EventLine(as_json);
  return std::make_unique<LineView>(event_filter, line, connect_timeout, context);
}

ExitCode Follow(client::WatchCache& cache, WatchView& view, CommandContext& context) {
  while (true) {
    client::AppliedMessage step;
    const client::WatchRead read = cache.Next(view.NextTick(), step);
    if (read == client::WatchRead::kEnd) {
      view.End(cache);
      const absl::Status why = cache.Finish();
      return absl::IsCancelled(why) && context.cancellation.cancelled() ? kExitYes : ReportError(why, context);
    }
    absl::Status written = read == client::WatchRead::kMessage ? view.OnStep(step, cache) : absl::OkStatus();
    written.Update(view.Tick(cache));
    if (!written.ok()) {
      view.End(cache);
      return ReportWritten(written, context);
    }
  }
}

ExitCode RunWatch(const WatchOptions& options, const ConnectionOptions& connection, CommandContext& context) {
  const std::shared_ptr<void> stop = context.stop_by_signals();  // before gRPC starts threads
  const std::string format = ResolvedFormat(options, context);
  const std::unique_ptr<WatchView> view = MakeView(options, format, connection.connect_timeout, context);
  const std::unique_ptr<client::Connector> connector = client::MakeGrpcConnector();
  client::Client client(ToClientOptions(connection), *connector, context.cancellation, context.clock);
  client::WatchCache cache(client.Watch(MakeRequest(options, format), *view));
  return Follow(cache, *view, context);
}

}  // namespace

Command AddWatchCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("watch", "Show what runs and every change of it, live");
  auto options = std::make_shared<WatchOptions>();
  AddRequestOptions(*app, options->request);
  AddChoice(*app, "--format", options->format, {"auto", "screen", "ndjson", "log"},
            "How to write it; auto is screen on a terminal and ndjson elsewhere");
  app->add_flag("--all-updates", options->all_updates, "Show statuses that were published again without a change too")
      ->configurable(false);
  app->add_flag("--heartbeats", options->heartbeats,
                "Show a synced event at each checkpoint, also when nothing changed")
      ->configurable(false);
  AddDuration(*app, "--heartbeat-interval", options->heartbeat_interval, absl::Seconds(1), absl::Minutes(5),
              "Longest silence of the server: 2s for a screen and 15s else, unless given")
      ->default_str("")
      ->configurable(false);
  return {app, [options, &connection](CommandContext& context) { return RunWatch(*options, connection, context); }};
}

}  // namespace rollcall::cli
