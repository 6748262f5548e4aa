// SPDX-License-Identifier: Apache-2.0
#include "client/lib/transport/transport_error.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "client/lib/transport/connection_problem.h"
#include "client/lib/transport/http_status.h"

namespace rollcall::client {
namespace {

constexpr absl::string_view kProblemUrl = "rollcall/transport-problem";

// An answer, but not a rollcalld's: each error that a rollcalld sends has details.
std::optional<Explanation> ExplainAnswer(const absl::Status& error) {
  absl::string_view message = error.message();
  int status = 0;
  if (absl::ConsumePrefix(&message, "Received http2 header with status: ") && absl::SimpleAtoi(message, &status)) {
    return Explanation{TransportProblem::kHttpAnswer, absl::StrCat("it answered ", HttpStatusText(status), ": ",
                                                                   WhoAnswersWith(status), ", not a rollcalld")};
  }
  if (absl::IsUnimplemented(error)) {
    return Explanation{
        TransportProblem::kOtherService,
        absl::StrCat("it is a gRPC server, but no rollcalld, or one that is older than this client: ", message)};
  }
  const bool is_other_http2 = absl::StartsWith(message, "Bad GRPC frame type") || message == "No status received";
  if (is_other_http2) {
    return Explanation{TransportProblem::kOtherService,
                       "it speaks HTTP/2, but not gRPC: a web server or an HTTP proxy"};
  }
  return std::nullopt;
}

bool HasDetails(const absl::Status& error) {
  bool has_details = false;
  error.ForEachPayload([&has_details](absl::string_view, const absl::Cord&) { has_details = true; });
  return has_details;
}

std::optional<Explanation> Explain(const absl::Status& error, Security security) {
  if (absl::IsUnauthenticated(error)) return Explanation{TransportProblem::kUnauthenticated, ""};
  if (absl::IsPermissionDenied(error)) return Explanation{TransportProblem::kPermissionDenied, ""};
  // Of a connection that had been made, the same words tell of its end.
  const bool never_connected =
      absl::IsUnavailable(error) && (absl::StartsWith(error.message(), "failed to connect to all addresses") ||
                                     absl::StartsWith(error.message(), "empty address list"));
  return never_connected ? ExplainConnection(error.message(), security) : std::nullopt;
}

}  // namespace

absl::Status ExplainTransportError(absl::Status error, Security security) {
  if (!HasDetails(error)) {
    const std::optional<Explanation> answer = ExplainAnswer(error);
    if (answer.has_value()) return WithTransportProblem(absl::UnavailableError(answer->text), answer->problem);
  }
  const std::optional<Explanation> explanation = Explain(error, security);
  if (!explanation.has_value()) return error;
  if (explanation->text.empty()) return WithTransportProblem(std::move(error), explanation->problem);
  return WithTransportProblem(absl::Status(error.code(), explanation->text), explanation->problem);
}

absl::Status MakeUnusableFilesError(const absl::Status& why) {
  return WithTransportProblem(absl::UnavailableError(why.message()), TransportProblem::kUnusableFiles);
}

absl::Status MakeUnusableProxyError(const absl::Status& why) {
  return WithTransportProblem(absl::UnavailableError(why.message()), TransportProblem::kProxy);
}

absl::Status WithTransportProblem(absl::Status error, TransportProblem problem) {
  error.SetPayload(kProblemUrl, absl::Cord(absl::StrCat(static_cast<int>(problem))));
  return error;
}

TransportProblem TransportProblemOf(const absl::Status& error) {
  const auto payload = error.GetPayload(kProblemUrl);
  int problem = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &problem)) return TransportProblem::kNone;
  return static_cast<TransportProblem>(problem);
}

}  // namespace rollcall::client
