// SPDX-License-Identifier: Apache-2.0
// Answers list requests from the store: everything of the unary methods but gRPC and waiting. Thread-safe.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/list/list_query.h"
#include "server/list/page_cache.h"
#include "server/list/snapshot_cache.h"
#include "server/state/store.h"

namespace rollcall::list {

class ListHandler {
 public:
  // `store` must outlive this.
  explicit ListHandler(const state::Store& store) : store_(store) {}

  // Errors: those of NotReady(); REVISION_NOT_REACHED where
  // query.min_revision is above the present revision; PAGE_TOKEN_EXPIRED.
  absl::StatusOr<ListResponseBytes> Answer(const ListQuery& query, absl::Time now);

 private:
  EncodedPage Encode(const FilteredNodesPtr& nodes, const ListQuery& query) const;
  EncodedPage FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query);

  const state::Store& store_;
  SnapshotCache snapshots_;
  PageCache first_pages_;
};

}  // namespace rollcall::list
