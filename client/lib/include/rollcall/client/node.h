// SPDX-License-Identifier: Apache-2.0
// The meaning of a node's status and of a header.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
absl::Duration ToDuration(const google::protobuf::Duration& duration);

// `time` is finite and in the years 1 to 9999. It is rounded down to a nanosecond.
void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out);
// `duration` is finite. It is truncated to a nanosecond.
void SetDuration(absl::Duration duration, google::protobuf::Duration& out);

// When the node's record was published: publish_time, or raw_timestamp_ms if that cannot hold the time. nullopt if
// Kafka has none.
std::optional<absl::Time> PublishTime(const v1::NodeStatus& node);

// A record is not called one from the future before it is so far ahead. Clocks that are kept in step differ by less,
// and the as_of_time of a server that is current may be so old.
inline constexpr absl::Duration kMaxClockSkew = absl::Seconds(5);

// How far the record's time is ahead of `now`; zero if it is at most kMaxClockSkew ahead. The clock of the producer or
// of the broker that set it is probably wrong, or that of `now`.
absl::Duration TimeAhead(const v1::NodeStatus& node, absl::Time now);
// The same, at the header's answer_time.
absl::Duration TimeAhead(const v1::NodeStatus& node, const v1::Header& header);

// Whether two statuses say the same. The fields that differ from record to record are not compared: offset, publish
// time and what follows from it, fingerprint and raw bytes.
bool SameContent(const v1::NodeStatus& a, const v1::NodeStatus& b);

// The fields in which they do not say the same, by their names in JSON, in the order of their numbers.
std::vector<std::string> ChangedFields(const v1::NodeStatus& a, const v1::NodeStatus& b);

// From when on the node is stale if nothing newer of it is known: three leases after its record. This is
// stale_after_time, or computed if that is absent, as from an older server or outside the years 1 to 9999. nullopt if
// the node has no lease or its record no time.
std::optional<absl::Time> StaleAfterTime(const v1::NodeStatus& node);

// Whether nothing proves that the node published again within the time it promised. `header`'s as_of_time, which is the
// last time for which the topic is known to hold nothing newer, is after StaleAfterTime; or the record's time is more
// than three leases (at least kMaxClockSkew) after as_of_time. A record from the future is no proof of life: it would
// be young for as long as it is ahead. Three leases in both directions mean that a clock that is ahead delays the
// notice of a silence by no more than the silence itself may last.
bool IsStale(const v1::NodeStatus& node, const v1::Header& header);

// Age of the evidence: answer_time - as_of_time, never negative. InfiniteDuration if there is no evidence yet.
absl::Duration EvidenceAge(const v1::Header& header);

}  // namespace rollcall::client
