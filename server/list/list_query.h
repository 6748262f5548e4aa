// SPDX-License-Identifier: Apache-2.0
// A list request after its validation, ready for ListHandler. Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/list/list_identity.h"
#include "server/list/page_token.h"
#include "server/select/filter.h"
#include "server/select/page_size.h"

namespace rollcall::list {

using select::kMaxPageSize;

struct ListQuery {
  ListIdentity identity;
  select::Filter filter;
  size_t page_size = 0;  // items, from 1 to kMaxPageSize
  // Its method is that of this query, and so is its request hash if its decoder is this server's.
  std::optional<PageToken> page_token;
  std::optional<int64_t> min_revision;  // never together with a page token
};

// Errors: INVALID_FIELD, UNKNOWN_FILTER, or PAGE_TOKEN_INVALID for a token that does not belong to this request.
absl::StatusOr<ListQuery> CompileListQuery(const v1::ListNodesRequest& request);
absl::StatusOr<ListQuery> CompileListQuery(const v1::ListCoprocessorsRequest& request);

}  // namespace rollcall::list
