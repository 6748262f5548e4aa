// SPDX-License-Identifier: Apache-2.0
// What two list requests have in common if their pages are cut from the same listing. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "server/select/view.h"

namespace rollcall::list {

// The numbers are part of the page token's format.
enum class ListMethod : uint64_t { kNodes = 1, kCoprocessors = 2 };

// Two requests with equal identities list the same items of a snapshot. Page size and page token only say which of them
// a page shows. PageCache and SnapshotCache find what they keep by it; a page token carries select::RequestHash
// instead, which is short but may collide.
struct ListIdentity {
  ListMethod method = ListMethod::kNodes;
  select::View view = select::View::kBasic;
  std::string canonical_filter;  // select::Filter::canonical
  bool operator==(const ListIdentity&) const = default;
};

}  // namespace rollcall::list
