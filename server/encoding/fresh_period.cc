// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/fresh_period.h"

#include <algorithm>

#include "topic/record/record.h"

namespace rollcall::encoding {
namespace {

constexpr int kMissedLeases = 3;
// Evidence may be that old, so a record may be that much younger than it.
constexpr absl::Duration kMaxClockSkew = absl::Seconds(5);

}  // namespace

FreshPeriod FreshPeriodOf(int64_t timestamp_ms, std::optional<absl::Duration> lease) {
  if (timestamp_ms == topic::kNoTimestamp || !lease.has_value()) return {};
  const absl::Time published = absl::FromUnixMillis(timestamp_ms);
  const absl::Duration allowed = kMissedLeases * *lease;
  return {.begin = published - std::max(allowed, kMaxClockSkew), .end = published + allowed};
}

}  // namespace rollcall::encoding
