// SPDX-License-Identifier: Apache-2.0
#include "server/encoding/fresh_period.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/proto_time.h"
#include "topic/record/record.h"
#include "topic/record/status.h"

namespace rollcall::encoding {
namespace {

// Evidence may be that old, so a record may be that much younger than it.
constexpr absl::Duration kMaxClockSkew = absl::Seconds(5);

v1::NodeStatus ParseWithoutRows(const EncodedNode& node) {
  std::string bytes(node.head());
  bytes += node.tail();
  v1::NodeStatus status;
  CHECK(status.ParseFromString(bytes));
  return status;
}

int64_t TimestampMs(const v1::NodeStatus& status) {
  if (status.has_raw_timestamp_ms()) return status.raw_timestamp_ms();
  if (!status.has_publish_time()) return topic::kNoTimestamp;
  return absl::ToUnixMillis(ToTime(status.publish_time()));
}

}  // namespace

FreshPeriod FreshPeriodOf(int64_t timestamp_ms, std::optional<absl::Duration> lease) {
  if (timestamp_ms == topic::kNoTimestamp || !lease.has_value()) return {};
  const absl::Time published = absl::FromUnixMillis(timestamp_ms);
  const absl::Duration allowed = topic::kLeasesUntilStale * *lease;
  return {.begin = published - std::max(allowed, kMaxClockSkew), .end = published + allowed};
}

FreshPeriod FreshPeriodOf(const EncodedNode& node) { return NodeTimesOf(node).fresh; }

NodeTimes NodeTimesOf(const EncodedNode& node) {
  const v1::NodeStatus status = ParseWithoutRows(node);
  const int64_t timestamp_ms = TimestampMs(status);
  NodeTimes times;
  if (timestamp_ms != topic::kNoTimestamp) times.published = absl::FromUnixMillis(timestamp_ms);
  if (status.has_lease()) times.fresh = FreshPeriodOf(timestamp_ms, ToDuration(status.lease()));
  return times;
}

}  // namespace rollcall::encoding
