// SPDX-License-Identifier: Apache-2.0
// Whether a server can answer, as its health says it. Thread-safe.
#pragma once

#include "absl/status/status.h"
#include "server/state/store.h"

namespace rollcall::response {

// OK once the topic was read completely, while it exists and is usable. A broker outage after that does not change it.
// Otherwise NotReady, which says why.
absl::Status Readiness(const state::Store& store);

}  // namespace rollcall::response
