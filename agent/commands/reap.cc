// SPDX-License-Identifier: Apache-2.0
// `rollcall-agent reap`: writes `down` for nodes whose lease is over.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "agent/commands/command.h"
#include "agent/commands/dry_run.h"
#include "agent/commands/kafka_reap_sink.h"
#include "agent/commands/publication_flags.h"
#include "agent/commands/reap_report.h"
#include "agent/publisher/instance.h"
#include "agent/reaper/reaper.h"
#include "base/check.h"
#include "base/host_name.h"
#include "client/flags/servers_flag.h"
#include "client/flags/transport_flags.h"
#include "rollcall/client/servers.h"

namespace rollcall::agent {
namespace {

struct ReapFlags {
  std::string servers;
  double max_share = kDefaultMaxShare;
  bool dry_run = false;
  client::TransportFlags transport;
  SupervisionOptions supervision;
};

// A CLI11 validator: returns the error, or an empty text if there is none.
std::string CheckShare(const std::string& text) {
  double share = 0;
  const bool is_share = CLI::detail::lexical_cast(text, share) && share > 0 && share <= 1;
  return is_share ? "" : "'" + text + "' is not a share; write a number above 0 and at most 1, such as 0.5";
}

class PrintingSink final : public ReapSink {
 public:
  explicit PrintingSink(std::ostream& out) : out_(out) {}
  absl::Status Check(const v1::Header& /*header*/, const Deadline& /*deadline*/) override { return absl::OkStatus(); }
  absl::StatusOr<int64_t> Append(const Record& record, const Deadline& /*deadline*/) override {
    out_ << DryRunLine(record) << std::flush;
    return -1;
  }

 private:
  std::ostream& out_;
};

ReaperOptions ToReaperOptions(const ReapFlags& flags) {
  absl::StatusOr<std::vector<std::string>> servers = client::ParseServers(flags.servers);
  CHECK(servers.ok());  // AddServers has checked the text
  ReaperOptions options;
  options.client.servers = *std::move(servers);
  options.reap.max_share = flags.max_share;
  // A record that is only printed changes nothing, so each is printed once.
  if (flags.dry_run) options.reap.write_again_after = absl::InfiniteDuration();
  options.instance = NewInstance(kReaperKind);
  options.host = HostName().value_or("an unknown host");
  return options;
}

ExitCode ReapInto(ReapSink& sink, const ReapFlags& flags, CommandContext& context) {
  const auto connector = client::MakeConnector(flags.transport, flags.servers);
  if (!connector.ok()) return ReportUsageError(connector.status(), context);
  absl::StatusOr<std::unique_ptr<Supervisor>> supervisor = Supervisor::Start(flags.supervision);
  if (!supervisor.ok()) return ReportError(supervisor.status(), context);
  ReapReport report(**supervisor, flags.dry_run ? "would reap the node" : "reaped the node");
  Reaper reaper(ToReaperOptions(flags), **connector, sink, report, context.cancellation);
  reaper.Run();
  (*supervisor)->SetStopping();
  return kExitYes;
}

ExitCode RunReap(const ReapFlags& flags, const KafkaFlags& kafka, CommandContext& context) {
  const std::shared_ptr<void> signals = context.cancel_on_signals();  // before any thread is started
  if (flags.dry_run) {
    PrintingSink sink(context.out);
    return ReapInto(sink, flags, context);
  }
  const absl::StatusOr<KafkaTarget> target = CheckKafkaFlags(kafka);
  if (!target.ok()) return ReportUsageError(target.status(), context);
  const absl::StatusOr<std::unique_ptr<KafkaReapSink>> sink = KafkaReapSink::Create(*target, context.cancellation);
  if (!sink.ok()) return ReportError(sink.status(), context, kExitUsage);
  return ReapInto(**sink, flags, context);
}

void AddFlags(CLI::App& app, ReapFlags& flags) {
  client::AddServers(app, "--server", flags.servers,
                     "Servers that are replicas of each other and show the topic of --brokers and --topic")
      ->required();
  client::AddTransportFlags(app, flags.transport);
  app.add_option("--max-share", flags.max_share,
                 "If more than this share of the nodes with a lease would go within one lease, none is reaped, because "
                 "it is likelier that they cannot reach Kafka. One node of one is more than half: it needs 1")
      ->type_name("SHARE")
      ->check(CheckShare)
      ->capture_default_str();
  AddDryRun(app, flags.dry_run);
  AddSupervisionFlags(app, flags.supervision);
}

}  // namespace

Command AddReapCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand("reap", "Write down for nodes whose lease is over, until it is ended");
  auto options = std::make_shared<ReapFlags>();
  AddFlags(*app, *options);
  return {.app = app,
          .run = [options, &flags](CommandContext& context) { return RunReap(*options, flags, context); },
          .log_level = LogLevel::kInfo,
          .examples = {{"rollcall-agent --brokers kafka-1:9092 reap --server rollcalld-1:50051,rollcalld-2:50051",
                        "beside two servers"},
                       {"rollcall-agent reap --server rollcalld-1:50051 --dry-run", "what it would write"}}};
}

}  // namespace rollcall::agent
