// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/redpanda.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "agent/commands/redpanda_flags.h"
#include "agent/redpanda/admin_client.h"
#include "base/deadline.h"

namespace rollcall::agent {
namespace {

constexpr char kKind[] = "redpanda";  // of the instance

ExitCode RunOnce(TransformPublisher& publisher, PublishingSession& session, absl::Duration timeout,
                 CommandContext& context) {
  const absl::Status polled = publisher.Poll();
  if (!polled.ok() && !absl::IsInvalidArgument(polled)) return ReportError(polled, context, kExitNoAnswer);
  if (!publisher.has_nodes()) context.err << kProgram << ": the report names no node, so nothing is published\n";
  const ExitCode finished = session.Finish(Deadline(timeout));
  return polled.ok() ? finished : ReportError(polled, context);
}

ExitCode RunUntilCancelled(TransformPublisher& publisher, PublishingSession& session, absl::Duration every,
                           absl::Duration timeout, CommandContext& context) {
  for (Instant next = Instant::Now();;) {
    (void)publisher.Poll();  // it has reported its error
    next = std::max(next + every, Instant::Now());
    if (context.cancellation.WaitFor(next - Instant::Now())) break;
  }
  return session.Finish(Deadline(timeout));
}

ExitCode RunRedpanda(const KafkaFlags& kafka, const RedpandaFlags& flags, CommandContext& context) {
  const std::shared_ptr<void> signals = context.cancel_on_signals();
  absl::StatusOr<AdminOptions> admin = CheckAdminFlags(flags);
  if (!admin.ok()) return ReportUsageError(admin.status(), context);
  const absl::StatusOr<std::unique_ptr<AdminApi>> api = NewAdminClient(*admin, context.cancellation);
  if (!api.ok()) return ReportUsageError(api.status(), context);
  const auto session = PublishingSession::Start(kafka, flags.publication, kKind, context);
  if (!session.ok()) {
    return absl::IsInvalidArgument(session.status()) ? ReportUsageError(session.status(), context)
                                                     : ReportError(session.status(), context);
  }
  ReportSource source(std::move(admin->urls), **api);
  TransformPublisher publisher(flags.transforms, source, **session);
  if (flags.once) return RunOnce(publisher, **session, kafka.timeout, context);
  return RunUntilCancelled(publisher, **session, flags.every, kafka.timeout, context);
}

}  // namespace

TransformPublisher::TransformPublisher(const TransformOptions& options, ReportSource& source,
                                       PublishingSession& session, std::function<Instant()> clock)
    : clock_(std::move(clock)),
      source_(source),
      session_(session),
      statuses_(options, clock_()),
      publisher_(session.loop()) {}

absl::Status TransformPublisher::Poll() {
  const PollResult result = source_.Poll();
  const Instant now = clock_();
  switch (result.outcome) {
    case PollResult::Outcome::kCancelled:
      return result.error;
    case PollResult::Outcome::kReport:
      statuses_.OnReport(result.report, now);
      break;
    case PollResult::Outcome::kErrorAnswer:
      statuses_.OnErrorAnswer(now);
      break;
    case PollResult::Outcome::kSilence:
      statuses_.OnSilence(now);
      break;
  }
  const bool are_believed = statuses_.AreBelieved(now);
  absl::Status published = are_believed ? publisher_.Publish(statuses_.Statuses()) : absl::OkStatus();
  if (!are_believed) publisher_.StopRenewing();
  if (!result.error.ok()) {
    ReportFailure(result.error, now);
    return result.error;
  }
  had_report_ = true;
  faults_.Clear("the admin API gives reports again");
  session_.ReportSource(published);
  return published;
}

// A single error changes nothing: the next poll may have a report.
void TransformPublisher::ReportFailure(const absl::Status& error, Instant now) {
  if (had_report_ && !statuses_.IsSourceLost(now)) {
    faults_.Report(now, "the admin API gives no report", std::string(error.message()));
  } else {
    session_.ReportSource(error);
  }
}

Command AddRedpandaCommand(CLI::App& program, const KafkaFlags& flags) {
  CLI::App* app = program.add_subcommand(
      "redpanda", "Publish what Redpanda's data transforms do on each node, from its admin API, until it is ended");
  auto options = std::make_shared<RedpandaFlags>();
  AddRedpandaFlags(*app, *options);
  return {.app = app,
          .run = [options, &flags](CommandContext& context) { return RunRedpanda(flags, *options, context); },
          .log_level = LogLevel::kInfo,
          .examples = {{"rollcall-agent --brokers redpanda-1:9092 redpanda --admin-url http://redpanda-1:9644",
                        "the transforms of a cluster"}},
          .secrets =
              [options] {
                return std::vector<std::string>{options->admin.password, options->admin.token};
              }};
}

}  // namespace rollcall::agent
