// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/error.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/absl_view.h"
#include "base/check.h"
#include "client/lib/make_error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "rollcall/client/transport_problem.h"

namespace rollcall::client {
namespace {

constexpr absl::string_view kDetailsUrl = "type.googleapis.com/google.rpc.Status";
constexpr absl::string_view kDomain = "rollcall.v1";
constexpr std::array<absl::string_view, 8> kNotReadyReasons = {
    "CATCHING_UP",   "TOPIC_MISSING", "BROKER_UNREACHABLE", "REVISION_NOT_REACHED",
    "SHUTTING_DOWN", "WATCHER_LIMIT", "LIST_LIMIT",         "OVERLOADED"};

template <typename Detail>
bool FindDetail(const absl::Status& status, Detail& detail) {
  const auto payload = status.GetPayload(kDetailsUrl);
  google::rpc::Status details;
  if (!payload.has_value() || !details.ParseFromString(std::string(*payload))) return false;
  for (const google::protobuf::Any& any : details.details()) {
    if (any.Is<Detail>() && any.UnpackTo(&detail)) return true;
  }
  return false;
}

ErrorKind KindOfCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ErrorKind::kNone;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    // With these codes gRPC reports broken streams. Each error that a rollcalld makes has a reason.
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return ErrorKind::kUnreachable;
    default:
      return ErrorKind::kFinal;
  }
}

// gRPC writes "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Failed to connect to remote
// host: Connection refused". A person needs only the end of that.
absl::string_view WithoutWrapping(absl::string_view message) {
  for (const absl::string_view wrapping :
       {"Failed to connect to remote host: ", "last error: UNAVAILABLE: ", "last error: UNKNOWN: "}) {
    const size_t at = message.rfind(wrapping);
    if (at != absl::string_view::npos) return message.substr(at + wrapping.size());
  }
  return message;
}

bool IsDeadlineOfCall(const absl::Status& error) {
  const bool says_nothing = error.message().empty() || error.message() == "Deadline Exceeded";  // as gRPC says it
  return absl::IsDeadlineExceeded(error) && says_nothing;
}

int InformationOf(const absl::Status& error) {
  if (KindOf(error) != ErrorKind::kUnreachable) return 2;
  return TransportProblemOf(error) != TransportProblem::kNone ? 1 : 0;
}

}  // namespace

absl::Status MakeServerError(absl::StatusCode code, std::string_view message, std::string_view binary_details) {
  CHECK_NE(static_cast<int>(code), static_cast<int>(absl::StatusCode::kOk));
  absl::Status status(code, AbslView(message));
  if (!binary_details.empty()) status.SetPayload(kDetailsUrl, absl::Cord(AbslView(binary_details)));
  return status;
}

absl::Status MakeRevisionNotReachedError(std::string_view message) {
  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kDomain));
  info.set_reason("REVISION_NOT_REACHED");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return MakeServerError(absl::StatusCode::kUnavailable, message, details.SerializeAsString());
}

ErrorKind KindOf(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "PAGE_TOKEN_EXPIRED") return ErrorKind::kPageExpired;
  if (std::find(kNotReadyReasons.begin(), kNotReadyReasons.end(), reason) != kNotReadyReasons.end()) {
    return ErrorKind::kNotReady;
  }
  const ErrorKind kind = KindOfCode(status);
  // The reason is from a later version of the API. A server answered, and its code says that a retry may help.
  if (kind == ErrorKind::kUnreachable && !reason.empty()) return ErrorKind::kNotReady;
  return kind;
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return FindDetail(status, info) && info.domain() == kDomain ? info.reason() : "";
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  google::rpc::RetryInfo info;
  if (!FindDetail(status, info)) return absl::ZeroDuration();
  const absl::Duration delay =
      absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos());
  return std::max(delay, absl::ZeroDuration());
}

std::string Summary(const absl::Status& status) {
  if (status.ok()) return "OK";
  const std::string reason = ReasonOf(status);
  std::string text(reason.empty() ? WithoutWrapping(status.message()) : status.message());
  if (text.empty()) text = absl::StatusCodeToString(status.code());
  if (IsDeadlineOfCall(status)) return "no answer in time";
  if (reason.empty() && absl::EqualsIgnoreCase(text, "Connection refused")) return "connection refused";
  return reason.empty() ? text : absl::StrCat(text, " (", reason, ")");
}

std::string SummaryOfEach(const ServerErrors& failures) {
  return absl::StrJoin(failures, ", ", [](std::string* out, const auto& failure) {
    const std::string summary = Summary(failure.second);
    // gRPC may put the address before the error. It is in the text already.
    absl::string_view text = absl::StripPrefix(summary, "ipv4:");
    if (!absl::ConsumePrefix(&text, failure.first + ": ")) text = summary;
    absl::StrAppend(out, failure.first, " (", text, ")");
  });
}

absl::Status CombineErrors(const ServerErrors& failures) {
  CHECK(!failures.empty());
  const absl::Status* informative = &failures.front().second;
  for (const auto& [server, status] : failures) {
    if (InformationOf(status) > InformationOf(*informative)) informative = &status;
  }
  const bool none_reached = KindOf(*informative) == ErrorKind::kUnreachable;
  absl::Status combined(informative->code(),
                        absl::StrCat(none_reached ? "no server could be reached: " : "no server has an answer: ",
                                     SummaryOfEach(failures)));
  informative->ForEachPayload(
      [&combined](absl::string_view url, const absl::Cord& payload) { combined.SetPayload(url, payload); });
  return combined;
}

}  // namespace rollcall::client
