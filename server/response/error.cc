// SPDX-License-Identifier: Apache-2.0
#include "server/response/error.h"

#include <google/rpc/error_details.pb.h>

#include <cstddef>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "server/encoding/proto_time.h"

namespace rollcall::response {
namespace {

constexpr size_t kMaxMessageBytes = 1024;
constexpr size_t kMaxMetadataBytes = 256;

template <typename Detail>
void AddDetail(const Detail& detail, absl::Status& status) {
  status.SetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

// `text`, which is UTF-8, cut between two code points if it is longer than the limit.
std::string Truncate(std::string_view text, size_t limit_bytes) {
  constexpr std::string_view kEllipsis = "...";
  CHECK_GE(limit_bytes, kEllipsis.size());
  if (text.size() <= limit_bytes) return std::string(text);
  size_t end = limit_bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

// `retry_after` is positive.
void AddRetryInfo(absl::Duration retry_after, absl::Status& status) {
  CHECK_GT(retry_after, absl::ZeroDuration());
  google::rpc::RetryInfo retry;
  encoding::SetDuration(retry_after, *retry.mutable_retry_delay());
  AddDetail(retry, status);
}

}  // namespace

absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message, const Metadata& metadata) {
  CHECK(code != absl::StatusCode::kOk);
  absl::Status status(code, Truncate(message, kMaxMessageBytes));
  google::rpc::ErrorInfo info;
  info.set_domain("rollcall.v1");
  info.set_reason(std::string(absl::StripPrefix(v1::ErrorReason_Name(reason), "ERROR_REASON_")));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = Truncate(value, kMaxMetadataBytes);
  AddDetail(info, status);
  return status;
}

absl::Status FieldError(std::string_view field, std::string_view description) {
  CHECK(!field.empty());
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD,
                              std::string(field) + ": " + std::string(description), {{"field", std::string(field)}});
  google::rpc::BadRequest bad_request;
  google::rpc::BadRequest::FieldViolation& violation = *bad_request.add_field_violations();
  violation.set_field(std::string(field));
  violation.set_description(Truncate(description, kMaxMessageBytes));
  AddDetail(bad_request, status);
  return status;
}

absl::Status Unavailable(v1::ErrorReason reason, std::string_view message, absl::Duration retry_after,
                         const Metadata& metadata) {
  absl::Status status = Error(absl::StatusCode::kUnavailable, reason, message, metadata);
  AddRetryInfo(retry_after, status);
  return status;
}

absl::Status LimitReached(v1::ErrorReason reason, std::string_view message) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, reason, message);
  AddRetryInfo(absl::Seconds(1), status);
  return status;
}

absl::Status RevisionNotReached(int64_t wanted, int64_t reached) {
  CHECK_GE(wanted, reached);
  return Unavailable(
      v1::ERROR_REASON_REVISION_NOT_REACHED,
      absl::StrCat("this replica has reached revision ", reached, ", not ", wanted, "; try again, or another replica"),
      absl::Seconds(1), {{"minRevision", absl::StrCat(wanted)}, {"revision", absl::StrCat(reached)}});
}

absl::Status ShuttingDown() {
  return Unavailable(v1::ERROR_REASON_SHUTTING_DOWN, "this server is shutting down; try another replica, or again",
                     absl::Seconds(1));
}

}  // namespace rollcall::response
