// SPDX-License-Identifier: Apache-2.0
// What a node's status means to a reader.
#pragma once

#include "absl/time/time.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);
absl::Duration ToDuration(const google::protobuf::Duration& duration);

// Whether both say the same, whichever record says it: all but offset, time, fingerprint and the raw bytes.
bool SameContent(const v1::NodeStatus& a, const v1::NodeStatus& b);

// Whether the node has broken its promise to publish again: it gave a lease, and at `header`'s as_of_time (the last
// instant for which its silence is proved) its newest record was older than three leases.
bool IsStale(const v1::NodeStatus& node, const v1::Header& header);

// How old the evidence is: answer_time - as_of_time, InfiniteDuration where there is no evidence yet. Never negative.
absl::Duration EvidenceAge(const v1::Header& header);

}  // namespace rollcall::client
