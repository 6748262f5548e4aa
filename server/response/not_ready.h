// SPDX-License-Identifier: Apache-2.0
// What requests are told before the first complete read of the topic. Thread-safe.
#pragma once

#include "absl/status/status.h"
#include "server/state/source_status.h"

namespace rollcall::response {

// CATCHING_UP, TOPIC_MISSING or BROKER_UNREACHABLE (UNAVAILABLE with RetryInfo), or TOPIC_UNSUITABLE
// (FAILED_PRECONDITION): why nothing can be served yet, with source.detail in the message.
absl::Status NotReady(const state::SourceStatus& source);

}  // namespace rollcall::response
