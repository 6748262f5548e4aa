// SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands/report.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "client/flags/transport_advice.h"
#include "display/text.h"
#include "rollcall/client/error.h"

namespace rollcall::cli {
namespace {

absl::string_view AdviceByReason(absl::string_view reason) {
  if (reason == "CATCHING_UP") return "try again shortly, or wait longer with --timeout";
  if (reason == "TOPIC_MISSING") return "create the topic (rollcall-agent create-topic), or check the server's --topic";
  if (reason == "BROKER_UNREACHABLE") return "check the brokers, and the server's --brokers";
  if (reason == "TOPIC_UNSUITABLE") return "correct the topic, or name another with the server's --topic";
  if (reason == "REVISION_NOT_REACHED") {
    return "check that this offset was written to this topic, or wait longer (--timeout; of watch: --connect-timeout)";
  }
  if (reason == "SHUTTING_DOWN") return "name another server with --server, or try again shortly";
  if (reason == "OVERLOADED") return "name another server with --server, or try again later";
  if (reason == "WATCHER_LIMIT") return "name another server with --server, or close other watches";
  if (reason == "HISTORY_LIMIT") return "name another server with --server, or try again shortly";
  if (reason == "HISTORY_NOT_READ") return "check the brokers, or wait longer with --timeout";
  if (reason == "HISTORY_TOO_LARGE") return "name fewer nodes with --node";
  if (reason == "LIST_LIMIT") return "name another server with --server, or try again shortly";
  return "";
}

absl::string_view Advice(const absl::Status& error) {
  const std::string_view transport = client::TransportAdvice(error);
  if (!transport.empty()) return AbslView(transport);
  if (client::KindOf(error) == client::ErrorKind::kUnreachable) {
    return "start rollcalld there, or name its address with --server or ROLLCALL_SERVER";
  }
  return AdviceByReason(client::ReasonOf(error));
}

ExitCode ExitCodeFor(const absl::Status& error) {
  if (client::ReasonOf(error) == "REVISION_NOT_REACHED") return kExitTimeout;
  return error.code() == absl::StatusCode::kInvalidArgument ? kExitUsage : kExitNoAnswer;
}

// An error that CombineErrors made has the reasons in its message already, server by server.
std::string MessageOf(const absl::Status& error) {
  return client::KindOf(error) == client::ErrorKind::kFinal ? client::Summary(error) : std::string(error.message());
}

}  // namespace

void PrintError(std::string_view sentence, CommandContext& context) {
  context.err.Write(absl::StrCat("rollcall: ", Sanitize(sentence), "\n")).IgnoreError();
}

ExitCode ReportError(const absl::Status& error, CommandContext& context) {
  CHECK(!error.ok());
  const absl::string_view advice = Advice(error);
  PrintError(absl::StrCat(MessageOf(error), advice.empty() ? "" : "; ", advice), context);
  return ExitCodeFor(error);
}

ExitCode ReportWritten(const absl::Status& written, CommandContext& context) {
  if (written.ok() || absl::IsCancelled(written)) return kExitYes;
  PrintError(std::string(written.message()), context);
  return kExitNo;
}

}  // namespace rollcall::cli
