// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_handler.h"

#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/encoding/protobuf_wire.h"
#include "server/list/list_coprocessors.h"
#include "server/list/list_nodes.h"
#include "server/response/error.h"
#include "server/response/header.h"
#include "server/response/not_ready.h"

namespace rollcall::list {
namespace {

static_assert(int{v1::ListNodesResponse::kHeaderFieldNumber} == int{v1::ListCoprocessorsResponse::kHeaderFieldNumber});

// Not a part of the page, because it shows the source's state at `now`.
std::string EncodeHeader(const Listing& listing, const state::ServerIdentity& server, Instant now) {
  const v1::Header header = response::MakeHeader(listing.nodes->totals(), listing.source, server, listing.as_of, now);
  std::string bytes;
  encoding::AppendField(v1::ListNodesResponse::kHeaderFieldNumber, header.SerializeAsString(), bytes);
  return bytes;
}

}  // namespace

EncodedPage ListHandler::Encode(const FilteredNodesPtr& nodes, const ListQuery& query) const {
  return query.identity.method == ListMethod::kNodes ? ListNodes(nodes, query) : ListCoprocessors(nodes, query);
}

EncodedPage ListHandler::FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query) {
  if (auto page = first_pages_.Find(*snapshot, query)) return *std::move(page);
  EncodedPage page = Encode(std::make_shared<FilteredNodes>(snapshot, query), query);
  first_pages_.Keep(page, query);
  return page;
}

absl::StatusOr<ListResponseBytes> ListHandler::Handle(const ListQuery& query, Instant now) {
  CHECK(!query.page_token.has_value() || !query.min_revision.has_value());
  SnapshotCache::State current;
  current.source = store_.Source();  // read before the snapshot, so that its evidence holds for it
  current.snapshot = store_.Latest();
  if (current.snapshot == nullptr) return response::NotReady(current.source);
  if (query.min_revision.has_value() && *query.min_revision > current.snapshot->revision) {
    return response::RevisionNotReached(*query.min_revision, current.snapshot->revision);
  }
  EncodedPage page;
  Listing listing;
  if (query.page_token.has_value()) {
    absl::StatusOr<Listing> continued = snapshots_.Continue(query, current, now);
    if (!continued.ok()) return continued.status();
    listing = *std::move(continued);
    page = Encode(listing.nodes, query);
  } else {
    page = FirstPage(current.snapshot, query);
    listing = {page.nodes, current.source, current.source.as_of};
  }
  if (!page.is_last) snapshots_.Keep(listing, query, current.snapshot, now);
  return ListResponseBytes{EncodeHeader(listing, store_.Server(), now), std::move(page.bytes)};
}

void ListHandler::DropExpired(Instant now) {
  first_pages_.DropOutdated(store_.Epoch(), store_.Revision());
  store_.RefreshSnapshot();
  snapshots_.DropExpired(snapshots_.size() == 0 ? nullptr : store_.Latest(), now);
}

}  // namespace rollcall::list
