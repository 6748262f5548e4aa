// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "server/state/source_status.h"
#include "server/state/store.h"

namespace rollcall::watch {

// The state that a selection has caught up with. Cheap to copy: all selections share the store's head.
struct SelectionHead {
  state::StoreHeadPtr store;
  uint64_t digest = 0;     // of the nodes that the selection shows
  int32_t node_count = 0;  // of them

  uint64_t epoch() const { return store->epoch; }  // 0 while nothing can be served
  int64_t revision() const { return store->revision; }
  const state::SourceStatus& source() const { return store->source; }
};

}  // namespace rollcall::watch
