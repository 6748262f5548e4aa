// SPDX-License-Identifier: Apache-2.0
// The meaning of a node's status and of a header.
#pragma once

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
absl::Duration ToDuration(const google::protobuf::Duration& duration);

// Whether two statuses say the same. The fields that differ from record to record are not compared: offset, publish
// time, fingerprint and raw bytes.
bool SameContent(const v1::NodeStatus& a, const v1::NodeStatus& b);

// Whether the node has not published again within the time it promised. It promised a lease, and its newest record was
// older than three leases at `header`'s as_of_time. as_of_time is the last time for which the topic is known to hold
// nothing newer.
bool IsStale(const v1::NodeStatus& node, const v1::Header& header);

// Age of the evidence: answer_time - as_of_time, never negative. InfiniteDuration if there is no evidence yet.
absl::Duration EvidenceAge(const v1::Header& header);

}  // namespace rollcall::client
