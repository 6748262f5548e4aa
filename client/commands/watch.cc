// `rollcall watch`: the present state and every change of it, until it is told to stop.
#include <memory>
#include <string>

#include "client/client.h"
#include "client/commands/command.h"
#include "client/commands/line_view.h"
#include "client/commands/report.h"
#include "client/commands/screen_view.h"
#include "client/grpc_stub.h"
#include "client/render/event_json.h"
#include "client/render/event_sentence.h"
#include "client/watch/mirror.h"

namespace rollcall::client {
namespace {

// A person who looks at "as of … ago" wants it fresh; a program does not care.
constexpr absl::Duration kScreenHeartbeat = absl::Seconds(2);
constexpr absl::Duration kLineHeartbeat = absl::Seconds(15);

struct WatchOptions {
  Selection selection;
  std::string format = "auto";
  bool all_updates = false;
  bool heartbeats = false;
  absl::Duration heartbeat_interval = absl::ZeroDuration();  // zero: by format
};

std::string ResolvedFormat(const WatchOptions& options, const Surroundings& surroundings) {
  if (options.format != "auto") return options.format;
  return surroundings.out_is == IsTerminal::kYes ? "screen" : "ndjson";
}

v1::WatchStatusRequest MakeRequest(const WatchOptions& options, const std::string& format) {
  absl::Duration heartbeat = options.heartbeat_interval;
  if (heartbeat == absl::ZeroDuration()) heartbeat = format == "screen" ? kScreenHeartbeat : kLineHeartbeat;
  v1::WatchStatusRequest request;
  *request.mutable_filter() = options.selection.filter;
  if (options.selection.min_revision.has_value()) request.set_min_revision(*options.selection.min_revision);
  request.mutable_heartbeat_interval()->set_seconds(absl::ToInt64Seconds(heartbeat));
  request.mutable_heartbeat_interval()->set_nanos(
      static_cast<int32_t>((heartbeat - absl::Seconds(absl::ToInt64Seconds(heartbeat))) / absl::Nanoseconds(1)));
  return request;
}

std::unique_ptr<WatchView> MakeView(const WatchOptions& options, const std::string& format,
                                    absl::Duration connect_timeout, Surroundings& surroundings) {
  if (format == "screen") return std::make_unique<ScreenView>(connect_timeout, surroundings);
  const EventPicker picker(options.all_updates ? Republished::kShow : Republished::kHide,
                           options.heartbeats ? Heartbeats::kShow : Heartbeats::kHide);
  const auto as_json = [](const Event& event, absl::Time) { return EventJson(event); };
  const LineView::EventLine line = format == "log" ? LineView::EventLine(EventSentence) : LineView::EventLine(as_json);
  return std::make_unique<LineView>(picker, line, connect_timeout, surroundings);
}

ExitCode Follow(Mirror& mirror, WatchView& view, Surroundings& surroundings) {
  while (true) {
    FoldStep step;
    const WatchRead read = mirror.Next(view.NextTick(), step);
    if (read == WatchRead::kEnd) {
      view.End(mirror);
      const absl::Status why = mirror.Finish();
      return absl::IsCancelled(why) && surroundings.cancellation.cancelled() ? kExitYes
                                                                             : ReportError(why, surroundings);
    }
    absl::Status written = read == WatchRead::kMessage ? view.OnStep(step, mirror) : absl::OkStatus();
    written.Update(view.Tick(mirror));
    if (!written.ok()) {
      view.End(mirror);
      return ReportWritten(written, surroundings);
    }
  }
}

ExitCode RunWatch(const WatchOptions& options, const ConnectionOptions& connection, Surroundings& surroundings) {
  const std::shared_ptr<void> stop = surroundings.stop_by_signals();  // before gRPC starts threads
  const std::string format = ResolvedFormat(options, surroundings);
  const std::unique_ptr<WatchView> view = MakeView(options, format, connection.connect_timeout, surroundings);
  const std::unique_ptr<Connector> connector = MakeGrpcConnector();
  Client client(ToClientOptions(connection), *connector, surroundings.cancellation, surroundings.clock);
  Mirror mirror(client.Watch(MakeRequest(options, format), *view));
  return Follow(mirror, *view, surroundings);
}

}  // namespace

Command AddWatchCommand(CLI::App& program, const ConnectionOptions& connection) {
  CLI::App* app = program.add_subcommand("watch", "Show what runs and every change of it, live");
  auto options = std::make_shared<WatchOptions>();
  AddSelectionOptions(*app, options->selection);
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
  return {app,
          [options, &connection](Surroundings& surroundings) { return RunWatch(*options, connection, surroundings); }};
}

}  // namespace rollcall::client
