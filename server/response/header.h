// SPDX-License-Identifier: Apache-2.0
// The header of responses and checkpoints. Thread-safe.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/state/node.h"
#include "server/state/server_identity.h"
#include "server/state/source_status.h"
#include "server/state/store.h"

namespace rollcall::response {

// The totals of the nodes that a request selects, at one revision.
struct Totals {
  int64_t revision = state::kNoRevision;
  uint64_t digest = 0;  // the sum of the nodes' fingerprints
  int32_t node_count = 0;
  int32_t problem_count = 0;  // live records whose keys are no node id, whatever the request selects
};

// Of all nodes.
Totals TotalsOf(const state::Snapshot& snapshot);

// `source` is the present one. `as_of` is evidence about totals.revision; InfinitePast if there is none. That is the
// source's as_of if the source was read before the nodes were, and if they are still the newest ones.
v1::Header MakeHeader(const Totals& totals, const state::SourceStatus& source, const state::ServerIdentity& server,
                      Instant as_of, Instant now);

}  // namespace rollcall::response
