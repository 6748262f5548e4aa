// SPDX-License-Identifier: Apache-2.0
#include "server/list/list_handler.h"

#include <memory>
#include <utility>

#include "server/list/list_coprocessors.h"
#include "server/list/list_nodes.h"
#include "server/response/error.h"
#include "server/response/not_ready.h"

namespace rollcall::list {

EncodedPage ListHandler::Encode(const FilteredNodesPtr& nodes, const ListQuery& query) const {
  return query.method == ListMethod::kNodes ? ListNodes(nodes, query) : ListCoprocessors(nodes, query);
}

EncodedPage ListHandler::FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query) {
  if (auto page = first_pages_.Find(*snapshot, query)) return *std::move(page);
  EncodedPage page = Encode(std::make_shared<FilteredNodes>(snapshot, query), query);
  first_pages_.Keep(page, query);
  return page;
}

absl::StatusOr<ListResponseBytes> ListHandler::Answer(const ListQuery& query, absl::Time now) {
  SnapshotCache::State current;
  current.source = store_.Source();  // before the snapshot: its evidence then holds for it
  current.snapshot = store_.Latest();
  if (current.snapshot == nullptr) return response::NotReady(current.source);
  if (query.min_revision.has_value() && *query.min_revision > current.snapshot->revision) {
    return response::RevisionNotReached(*query.min_revision, current.snapshot->revision);
  }
  EncodedPage page;
  Listing listing;
  if (query.page_token.has_value()) {
    absl::StatusOr<Listing> found = snapshots_.Continue(query, current, now);
    if (!found.ok()) return found.status();
    listing = *std::move(found);
    page = Encode(listing.nodes, query);
  } else {
    page = FirstPage(current.snapshot, query);
    listing = {page.nodes, std::move(current.source)};
  }
  if (!page.is_last) snapshots_.Keep(listing, query, now);
  return ListResponseBytes{EncodeHeader(listing, now), std::move(page.bytes)};
}

}  // namespace rollcall::list
