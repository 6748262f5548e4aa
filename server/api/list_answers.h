// Answers list requests from the store: everything of the unary methods but gRPC and waiting. Thread-safe.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/api/list_query.h"
#include "server/api/page_cache.h"
#include "server/api/snapshots.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListAnswers {
 public:
  // `store` must outlive this.
  explicit ListAnswers(const state::Store& store) : store_(store) {}

  // Errors: those of NotReady(); REVISION_NOT_REACHED where
  // query.min_revision is above the present revision; PAGE_TOKEN_EXPIRED.
  absl::StatusOr<ListAnswer> Answer(const ListQuery& query, absl::Time now);

 private:
  EncodedPage Encode(const SelectedPtr& nodes, const ListQuery& query) const;
  EncodedPage FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query);

  const state::Store& store_;
  Snapshots snapshots_;
  PageCache first_pages_;
};

}  // namespace rollcall::api
