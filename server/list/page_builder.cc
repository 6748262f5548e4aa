// SPDX-License-Identifier: Apache-2.0
#include "server/list/page_builder.h"

#include <algorithm>
#include <utility>

#include "server/encoding/protobuf_wire.h"
#include "server/response/header.h"

namespace rollcall::list {

namespace {

constexpr size_t kMaxTokenFieldBytes = 128;  // see EncodePageToken

// What a page of so many whole nodes takes at most, so that it is put together in one piece of memory.
size_t BytesAtMost(const FilteredNodes& nodes, size_t begin, size_t count) {
  size_t bytes = 0;
  const size_t end = std::min(nodes.size(), begin + count);
  for (size_t i = begin; i < end && bytes < PageBuilder::kMaxBytes; ++i) bytes += nodes[i].field().size();
  return std::min(bytes, PageBuilder::kMaxBytes);
}

}  // namespace

static_assert(int{v1::ListNodesResponse::kHeaderFieldNumber} == int{v1::ListCoprocessorsResponse::kHeaderFieldNumber});
static_assert(int{v1::ListNodesResponse::kNextPageTokenFieldNumber} ==
              int{v1::ListCoprocessorsResponse::kNextPageTokenFieldNumber});

std::string EncodeHeader(const Listing& listing, absl::Time now) {
  const v1::Header header = response::MakeHeader(listing.nodes->totals(), listing.source, now);
  std::string bytes;
  encoding::AppendField(v1::ListNodesResponse::kHeaderFieldNumber, header.SerializeAsString(), bytes);
  return bytes;
}

PageBuilder::PageBuilder(const FilteredNodesPtr& nodes, size_t begin, const ListQuery& query)
    : nodes_(nodes), query_(query) {
  bytes_.reserve(BytesAtMost(*nodes, begin, query.page_size) + kMaxTokenFieldBytes);
}

EncodedPage PageBuilder::Finish(std::optional<PagePosition> next) && {
  if (next.has_value()) {
    const state::Snapshot& snapshot = *nodes_->snapshot();
    const PageToken token{query_.method, snapshot.revision, snapshot.digest, query_.request_hash, *next};
    encoding::AppendField(v1::ListNodesResponse::kNextPageTokenFieldNumber, EncodePageToken(token), bytes_);
  }
  return {nodes_, std::make_shared<const std::string>(std::move(bytes_)), !next.has_value()};
}

}  // namespace rollcall::list
