// SPDX-License-Identifier: Apache-2.0
// Whether a node may be retired: not while its publisher is likely alive.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/publisher/record_topic.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

// A record without a lease is fresh for this long.
inline constexpr absl::Duration kFreshWithoutLease = absl::Seconds(60);

// `newest` is the newest live record of the node, whose value is the node's. FAILED_PRECONDITION if it says "up" and is
// fresh at `now`, by this machine's wall clock: not older than three of its leases, or than 60 s if it has no lease.
// Its publisher would publish the node again. A record without a time is never fresh. A record from the future is,
// because the clock that is wrong may be this machine's.
absl::Status CheckRetirable(int32_t node_id, const FoundRecord& newest, Instant now);

}  // namespace rollcall::agent
