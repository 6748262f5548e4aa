// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/server_wait.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/commands/wait_notice.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "client/flags/servers_flag.h"
#include "client/flags/transport_advice.h"
#include "rollcall/client/error.h"
#include "rollcall/client/servers.h"

namespace rollcall::agent {
namespace {

// A server itself waits up to 10 s for a revision. After that, another request shows whether it is still there.
constexpr absl::Duration kMaxAttempt = absl::Seconds(11);
constexpr absl::Duration kPause = absl::Milliseconds(200);
// The end of the time is for a question without a revision, which says whether the servers are behind or away.
constexpr absl::Duration kMaxLastQuestion = absl::Seconds(1);

bool IsWorthARetry(const absl::Status& error) {
  const client::ErrorKind kind = client::KindOf(error);
  return kind == client::ErrorKind::kUnreachable || kind == client::ErrorKind::kNotReady;
}

std::string WrittenBut(const ServerWaitOptions& options) {
  return absl::StrCat("the record is written at offset ", options.revision, ", but ");
}

ExitCode ReportBehind(const absl::Status& shown, const ServerWaitOptions& options, CommandContext& context) {
  return ReportError(absl::DeadlineExceededError(
                         absl::StrCat(WrittenBut(options), "no server showed it in time: ", shown.message(),
                                      "; check that the server reads this topic, or wait longer with --timeout")),
                     context, kExitTimeout);
}

ExitCode ReportUnknown(const absl::Status& why, const ServerWaitOptions& options, CommandContext& context) {
  const std::string_view transport = client::TransportAdvice(why);
  return ReportError(
      absl::UnavailableError(absl::StrCat(WrittenBut(options), "whether a server shows it is unknown: ", why.message(),
                                          "; ", transport.empty() ? "check --wait-for-server" : AbslView(transport))),
      context, kExitNoAnswer);
}

}  // namespace

void AddServerWait(CLI::App& command, ServerWaitFlags& flags) {
  client::AddServers(command, "--wait-for-server", flags.servers,
                     "After the acknowledgment, wait until one of these servers shows the record, within --timeout");
  client::AddTransportFlags(command, flags.transport);
}

absl::Status CheckServerWait(const ServerWaitFlags& flags) {
  return flags.servers.empty() ? absl::OkStatus() : client::CheckTransportFlags(flags.transport, flags.servers);
}

RevisionWait::RevisionWait(std::vector<std::string> servers, client::Connector& connector, client::Clock& clock,
                           Cancellation& cancellation)
    : clock_(clock), cancellation_(cancellation), connection_(std::move(servers), connector, clock, cancellation) {}

absl::Status RevisionWait::Wait(int32_t node_id, int64_t revision, absl::Duration timeout) {
  const Instant end = clock_.Now() + timeout;
  v1::ListNodesRequest request;
  request.mutable_filter()->add_node_ids(node_id);  // a short answer; its revision is that of the whole topic
  request.set_min_revision(revision);
  absl::Status shown = AskUntil(request, end - std::min(kMaxLastQuestion, timeout / 4));
  if (shown.ok() || absl::IsCancelled(shown) || !IsWorthARetry(shown)) return shown;
  request.clear_min_revision();
  v1::ListNodesResponse response;
  if (absl::Status answered = Ask(request, end, response); !answered.ok()) return answered;
  if (response.header().revision() >= revision) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat(connection_.server(), " shows revision ", response.header().revision()));
}

std::string RevisionWait::LastError() const {
  MutexLock lock(mutex_);
  return last_error_;
}

absl::Status RevisionWait::AskUntil(const v1::ListNodesRequest& request, Instant end) {
  while (true) {
    v1::ListNodesResponse response;
    absl::Status shown = Ask(request, std::min(end, clock_.Now() + kMaxAttempt), response);
    if (shown.ok() || !IsWorthARetry(shown) || clock_.Now() + kPause >= end) return shown;
    clock_.SleepUntil(clock_.Now() + kPause, cancellation_);
    if (cancellation_.cancelled()) return absl::CancelledError("canceled");
  }
}

absl::Status RevisionWait::Ask(const v1::ListNodesRequest& request, Instant end, v1::ListNodesResponse& response) {
  const absl::Duration left = std::max(end - clock_.Now(), absl::Milliseconds(1));
  absl::Status status = connection_.Call(left, [&](client::Stub& stub, absl::Duration timeout) {
    response.Clear();
    return stub.ListNodes(request, timeout, response);
  });
  MutexLock lock(mutex_);
  last_error_ = status.ok() ? "" : std::string(status.message());
  return status;
}

ExitCode WaitForServer(const ServerWaitOptions& options, const Deadline& deadline, absl::Duration timeout,
                       CommandContext& context) {
  if (options.flags.servers.empty()) return kExitYes;
  auto servers = client::ParseServers(options.flags.servers);
  CHECK(servers.ok());  // AddServers has checked the text
  const auto connector = client::MakeConnector(options.flags.transport, options.flags.servers);
  if (!connector.ok()) return ReportUnknown(connector.status(), options, context);
  RevisionWait wait(*std::move(servers), **connector, client::SystemClock(), context.cancellation);
  absl::Status shown;
  {
    const WaitNotice notice(
        absl::StrCat("server ", options.flags.servers, " to show offset ", options.revision),
        [&wait] { return wait.LastError(); }, deadline, timeout, context.err);
    shown = wait.Wait(options.node_id, options.revision, deadline.Left());
  }
  if (shown.ok()) return kExitYes;
  return absl::IsOutOfRange(shown) ? ReportBehind(shown, options, context) : ReportUnknown(shown, options, context);
}

}  // namespace rollcall::agent
