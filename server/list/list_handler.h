// SPDX-License-Identifier: Apache-2.0
// Answers list requests from the store: all of the list methods except gRPC and waiting. Thread-safe.
//
//   first page:  ListQuery -> Store's latest snapshot -> PageCache, or FilteredNodes -> ListNodes, ListCoprocessors
//   later pages: ListQuery -> page token -> SnapshotCache -> FilteredNodes -> ListNodes, ListCoprocessors
//   each page:   PageBuilder -> EncodedPage; if it is not the last one, SnapshotCache keeps its nodes -> a fresh header
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/encoding/bytes.h"
#include "server/list/list_query.h"
#include "server/list/page_builder.h"
#include "server/list/page_cache.h"
#include "server/list/snapshot_cache.h"
#include "server/state/store.h"

namespace rollcall::list {

// The two parts, one after the other, are a ListNodesResponse or a ListCoprocessorsResponse.
struct ListResponseBytes {
  std::string header;
  encoding::BytesPtr page;
};

class ListHandler {
 public:
  // `store` must outlive this.
  explicit ListHandler(const state::Store& store) : store_(store) {}

  // Errors: those of response::NotReady; REVISION_NOT_REACHED if query.min_revision is above the current revision;
  // PAGE_TOKEN_EXPIRED.
  absl::StatusOr<ListResponseBytes> Handle(const ListQuery& query, Instant now);

  // Drops what no request can use any more. To be called regularly, with the clock of Handle: otherwise the last
  // listing before a quiet time would hold its snapshot for all of that time.
  void DropExpired(Instant now);

  // How many snapshots are kept for the next pages of listings.
  size_t kept_snapshots() const { return snapshots_.size(); }
  // What they take beside the present state.
  int64_t kept_snapshot_bytes() const { return snapshots_.bytes(); }

 private:
  EncodedPage Encode(const FilteredNodesPtr& nodes, const ListQuery& query) const;
  EncodedPage FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query);

  const state::Store& store_;
  SnapshotCache snapshots_;
  PageCache first_pages_;
};

}  // namespace rollcall::list
