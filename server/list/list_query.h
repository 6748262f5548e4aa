// SPDX-License-Identifier: Apache-2.0
// A list request, checked and ready to be answered. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/list/page_token.h"
#include "server/select/filter.h"
#include "server/select/view.h"

namespace rollcall::list {

struct ListQuery {
  ListMethod method = ListMethod::kNodes;
  select::Filter filter;
  select::View view = select::View::kBasic;
  uint64_t request_hash = 0;            // select::RequestHash
  size_t page_size = 0;                 // from 1 to 10000
  std::optional<PageToken> page_token;  // for this method, filter and view
  std::optional<int64_t> min_revision;  // not with a page token
};

// INVALID_FIELD, UNKNOWN_FILTER or PAGE_TOKEN_INVALID.
absl::StatusOr<ListQuery> CompileListQuery(const v1::ListNodesRequest& request);
absl::StatusOr<ListQuery> CompileListQuery(const v1::ListCoprocessorsRequest& request);

}  // namespace rollcall::list
