// SPDX-License-Identifier: Apache-2.0
#include "rollcall/client/error.h"

#include <algorithm>

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

// With an ErrorInfo of the API, the code says what to do: the manual's "Errors" (rollcall.proto).
ErrorKind KindOfApiError(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return ErrorKind::kNotReady;
    case absl::StatusCode::kAborted:
      return ErrorKind::kStartAgain;
    default:
      return ErrorKind::kFinal;
  }
}

// Without one. A stream that breaks can end with almost any code, so the final ones are those that concern the request
// or the caller's rights.
ErrorKind KindOfOtherError(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kDataLoss:  // this library's own: pages that do not fit together
      return ErrorKind::kFinal;
    default:
      return ErrorKind::kUnreachable;
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

// A metadatum of an error of the API; empty if it has none of that name.
std::string MetadatumOf(const absl::Status& error, const std::string& name) {
  google::rpc::ErrorInfo info;
  if (!FindDetail(error, info) || info.domain() != kDomain) return "";
  const auto it = info.metadata().find(name);
  return it == info.metadata().end() ? "" : it->second;
}

bool SaysRevision(const absl::Status& error) {
  return ReasonOf(error) == "REVISION_NOT_REACHED" && !MetadatumOf(error, "revision").empty();
}

std::string WhatFailed(const absl::Status& error) {
  if (SaysRevision(error)) {
    return absl::StrCat("revision ", MetadatumOf(error, "minRevision"), " was not reached in time");
  }
  return KindOf(error) == ErrorKind::kUnreachable ? "no server could be reached" : "no server has an answer";
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
  if (status.ok()) return ErrorKind::kNone;
  return ReasonOf(status).empty() ? KindOfOtherError(status.code()) : KindOfApiError(status.code());
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
  if (SaysRevision(status)) return absl::StrCat("shows revision ", MetadatumOf(status, "revision"));
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
  absl::Status combined(informative->code(), absl::StrCat(WhatFailed(*informative), ": ", SummaryOfEach(failures)));
  informative->ForEachPayload(
      [&combined](absl::string_view url, const absl::Cord& payload) { combined.SetPayload(url, payload); });
  return combined;
}

}  // namespace rollcall::client
