// SPDX-License-Identifier: Apache-2.0
// The error of a request that comes before the first complete read of the topic. Thread-safe.
#pragma once

#include "absl/status/status.h"
#include "server/state/source_status.h"

namespace rollcall::response {

// Says why nothing can be served yet: CATCHING_UP, TOPIC_MISSING or BROKER_UNREACHABLE (UNAVAILABLE with RetryInfo), or
// TOPIC_UNSUITABLE (FAILED_PRECONDITION). The message includes source.detail.
absl::Status NotReady(const state::SourceStatus& source);

}  // namespace rollcall::response
