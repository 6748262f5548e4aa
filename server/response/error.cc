// SPDX-License-Identifier: Apache-2.0
#include "server/response/error.h"

#include <google/rpc/error_details.pb.h>

#include <atomic>
#include <cmath>
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

// From 0 to 1. Numbers that follow each other differ by a fraction of the golden ratio, so that any few of them are
// far apart.
double NextSpread() {
  constexpr double kGoldenRatio = 0.6180339887498949;
  static std::atomic<uint32_t> count = 0;
  const double multiple = count.fetch_add(1, std::memory_order_relaxed) * kGoldenRatio;
  return multiple - std::floor(multiple);
}

void AddRetryInfo(absl::Status& status) {
  google::rpc::RetryInfo retry;
  encoding::SetDuration(kRetryAfter * (1 + NextSpread() / 2), *retry.mutable_retry_delay());
  AddDetail(retry, status);
}

absl::Status LimitReached(v1::ErrorReason reason, int64_t limit, std::string_view message) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, reason, message, {{"limit", absl::StrCat(limit)}});
  AddRetryInfo(status);
  return status;
}

}  // namespace

void AddDetail(const google::protobuf::Message& detail, absl::Status& status) {
  status.SetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

std::string Truncate(std::string_view text, size_t limit_bytes) {
  constexpr std::string_view kEllipsis = "...";
  CHECK_GE(limit_bytes, kEllipsis.size());
  if (text.size() <= limit_bytes) return std::string(text);
  size_t end = limit_bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

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

absl::Status Unavailable(v1::ErrorReason reason, std::string_view message, const Metadata& metadata) {
  absl::Status status = Error(absl::StatusCode::kUnavailable, reason, message, metadata);
  AddRetryInfo(status);
  return status;
}

absl::Status TooManyWatches(int limit) {
  return LimitReached(v1::ERROR_REASON_WATCHER_LIMIT, limit,
                      absl::StrCat("this server has its ", limit, " watches; another may have room"));
}

absl::Status TooManyLists(size_t limit) {
  return LimitReached(
      v1::ERROR_REASON_LIST_LIMIT, static_cast<int64_t>(limit),
      absl::StrCat(limit, " lists wait on this server, as many as may; try again later, or another server"));
}

absl::Status TooManyHistories(size_t limit) {
  return LimitReached(
      v1::ERROR_REASON_HISTORY_LIMIT, static_cast<int64_t>(limit),
      absl::StrCat(limit, " histories wait on this server, as many as may; try again later, or another server"));
}

absl::Status TooManyUnreadAnswers(int64_t limit_bytes) {
  return LimitReached(
      v1::ERROR_REASON_OVERLOADED, limit_bytes,
      absl::StrCat("this server holds ", limit_bytes,
                   " bytes of answers that callers do not read, as many as it may; another may have room"));
}

absl::Status RevisionNotReached(int64_t wanted, int64_t reached) {
  CHECK_GE(wanted, reached);
  return Unavailable(
      v1::ERROR_REASON_REVISION_NOT_REACHED,
      absl::StrCat("this replica has reached revision ", reached, ", not ", wanted, "; try again, or another replica"),
      {{"minRevision", absl::StrCat(wanted)}, {"revision", absl::StrCat(reached)}});
}

absl::Status ShuttingDown() {
  return Unavailable(v1::ERROR_REASON_SHUTTING_DOWN, "this server is shutting down; try another replica, or again");
}

}  // namespace rollcall::response
