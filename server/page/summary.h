// SPDX-License-Identifier: Apache-2.0
// What a page says of the whole cluster, and how a browser learns that what it shows has changed. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "display/node_counts.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "server/state/store.h"

namespace rollcall::page {

struct Summary {
  v1::Header header;  // of a list of all nodes
  NodeCounts counts;
  bool is_ready = false;  // something can be served; otherwise only the source and the server in `header` are known
  std::string detail;     // of the source, for a person; may be empty
};

// A state of the store, and what was true of its source before.
struct StoreState {
  state::SnapshotPtr snapshot;  // null while nothing can be served
  state::SourceStatus source;
};
StoreState ReadState(const state::Store& store);

// By the evidence of `header`; without any, nothing is stale.
Staleness StalenessOf(const encoding::EncodedNode& node, const v1::Header& header);

// One pass over the nodes.
Summary Summarize(const StoreState& state, const state::ServerIdentity& server, Instant now);

// Two pages of one address show the same, but for times, if their keys are the same. `digest` is that of the nodes that
// the page selects: the sum of their fingerprints.
std::string ShownKey(const Summary& summary, uint64_t digest);

// For a page in a browser that follows: the key and the times, as an event named "state" of text/event-stream.
std::string StateEvent(const Summary& summary, uint64_t digest);

}  // namespace rollcall::page
