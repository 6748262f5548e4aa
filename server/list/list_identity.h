// SPDX-License-Identifier: Apache-2.0
// What two list requests have in common if their pages are cut from the same listing. Immutable, thread-safe.
#pragma once

#include <cstdint>

#include "server/select/request_identity.h"

namespace rollcall::list {

// The numbers are part of the page token's format.
enum class ListMethod : uint64_t { kNodes = 1, kCoprocessors = 2 };

// Two requests with equal identities list the same items of a snapshot. Page size and page token only say which of them
// a page shows. PageCache and SnapshotCache find what they keep by it. A page token carries only the method and the
// hash of the request.
struct ListIdentity {
  ListMethod method = ListMethod::kNodes;
  select::RequestIdentity request;
  bool operator==(const ListIdentity&) const = default;
};

}  // namespace rollcall::list
