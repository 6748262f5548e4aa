// Answers list requests from the store: everything of the unary methods but gRPC and waiting. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/api/list_query.h"
#include "server/api/snapshots.h"
#include "server/state/store.h"

namespace rollcall::api {

class ListAnswers {
 public:
  // `store` must outlive this.
  explicit ListAnswers(const state::Store& store) : store_(store) {}

  // Bytes of ListNodesResponse or ListCoprocessorsResponse. Errors: those of NotReady(); REVISION_NOT_REACHED where
  // query.min_revision is above the present revision; PAGE_TOKEN_EXPIRED.
  absl::StatusOr<std::string> Answer(const ListQuery& query, absl::Time now);

 private:
  absl::StatusOr<Listing> Find(const ListQuery& query, const Snapshots::State& current, absl::Time now);

  const state::Store& store_;
  Snapshots snapshots_;
};

}  // namespace rollcall::api
