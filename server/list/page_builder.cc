// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_builder.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "server/encoding/protobuf_wire.h"

namespace rollcall::list {
namespace {

constexpr size_t kMaxTokenFieldBytes = kMaxPageTokenBytes + 2;  // its tag and its length take a byte each

// An upper bound for the bytes of `count` whole nodes from `begin` on, so that a page is allocated once.
size_t MaxBytes(const FilteredNodes& nodes, size_t begin, size_t count) {
  size_t bytes = 0;
  const size_t end = std::min(nodes.size(), begin + count);
  for (size_t i = begin; i < end && bytes < PageBuilder::kMaxBytes; ++i) bytes += nodes[i].field().size();
  return std::min(bytes, PageBuilder::kMaxBytes);
}

}  // namespace

static_assert(int{v1::ListNodesResponse::kNextPageTokenFieldNumber} ==
              int{v1::ListCoprocessorsResponse::kNextPageTokenFieldNumber});

PageBuilder::PageBuilder(const FilteredNodesPtr& nodes, size_t begin, const ListQuery& query)
    : nodes_(nodes), query_(query) {
  CHECK_GE(query.page_size, size_t{1});
  CHECK_LE(query.page_size, kMaxPageSize);
  CHECK_LE(begin, nodes->size());
  bytes_.reserve(MaxBytes(*nodes, begin, query.page_size) + kMaxTokenFieldBytes);
}

EncodedPage PageBuilder::Finish(std::optional<PagePosition> next) && {
  if (next.has_value()) {
    const state::Snapshot& snapshot = *nodes_->snapshot();
    const PageToken token{query_.identity.method, snapshot.revision, snapshot.digest, query_.identity.request.hash,
                          *next};
    encoding::AppendField(v1::ListNodesResponse::kNextPageTokenFieldNumber, EncodePageToken(token), bytes_);
  }
  return {nodes_, std::make_shared<const std::string>(std::move(bytes_)), !next.has_value()};
}

}  // namespace rollcall::list
