#include "server/api/page.h"

#include <utility>

#include "server/select/header.h"
#include "server/state/wire.h"

namespace rollcall::api {

static_assert(int{v1::ListNodesResponse::kHeaderFieldNumber} == int{v1::ListCoprocessorsResponse::kHeaderFieldNumber});
static_assert(int{v1::ListNodesResponse::kNextPageTokenFieldNumber} ==
              int{v1::ListCoprocessorsResponse::kNextPageTokenFieldNumber});

Page::Page(const Listing& listing, const ListQuery& query, absl::Time now) : listing_(listing), query_(query) {
  const v1::Header header = select::MakeHeader(listing.nodes->totals(), listing.source, now);
  state::AppendField(v1::ListNodesResponse::kHeaderFieldNumber, header.SerializeAsString(), bytes_);
}

ListAnswer Page::Finish(std::optional<PagePosition> next) && {
  if (!next.has_value()) return {std::move(bytes_), true};
  const state::Snapshot& snapshot = *listing_.nodes->snapshot();
  const PageToken token{query_.method, snapshot.revision, snapshot.digest, query_.request_hash, *next};
  state::AppendField(v1::ListNodesResponse::kNextPageTokenFieldNumber, EncodePageToken(token), bytes_);
  return {std::move(bytes_), false};
}

}  // namespace rollcall::api
