// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/retire_check.h"

#include <optional>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "topic/record/json_codec.h"
#include "topic/record/status.h"

namespace rollcall::agent {
namespace {

std::string AgeText(absl::Duration age) {
  if (age < absl::ZeroDuration()) return absl::StrCat(absl::FormatDuration(-age), " ahead of this machine's clock");
  return absl::StrCat(absl::FormatDuration(age), " old");
}

}  // namespace

absl::Status CheckRetirable(int32_t node_id, const FoundRecord& newest, Instant now) {
  CHECK(newest.value.has_value());
  const topic::DecodedValue decoded = topic::DecodeValue(*newest.value);
  const topic::Status* status = std::get_if<topic::Status>(&decoded.content);
  if (status == nullptr || status->status != "up" || !newest.time.has_value()) return absl::OkStatus();
  const absl::Duration age = absl::Trunc(now.wall() - *newest.time, absl::Seconds(1));
  const absl::Duration fresh_for =
      status->lease.has_value() ? topic::kLeasesUntilStale * *status->lease : kFreshWithoutLease;
  if (now.wall() - *newest.time > fresh_for) return absl::OkStatus();
  const std::string lease =
      status->lease.has_value() ? absl::StrCat("a lease of ", absl::FormatDuration(*status->lease)) : "no lease";
  return absl::FailedPreconditionError(absl::StrCat(
      "node ", node_id, " is up, and its record at offset ", newest.offset, " is ", AgeText(age), " (", lease,
      "): its publisher is likely alive and would publish the node again; stop the publisher first, "
      "or retire the node nevertheless with --force"));
}

}  // namespace rollcall::agent
