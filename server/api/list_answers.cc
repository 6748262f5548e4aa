#include "server/api/list_answers.h"

#include <memory>
#include <utility>

#include "server/api/list_coprocessors.h"
#include "server/api/list_nodes.h"
#include "server/api/not_ready.h"
#include "server/select/errors.h"

namespace rollcall::api {

EncodedPage ListAnswers::Encode(const SelectedPtr& nodes, const ListQuery& query) const {
  return query.method == ListMethod::kNodes ? ListNodes(nodes, query) : ListCoprocessors(nodes, query);
}

EncodedPage ListAnswers::FirstPage(const state::SnapshotPtr& snapshot, const ListQuery& query) {
  if (auto page = first_pages_.Find(*snapshot, query)) return *std::move(page);
  EncodedPage page = Encode(std::make_shared<Selected>(snapshot, query), query);
  first_pages_.Keep(page, query);
  return page;
}

absl::StatusOr<ListAnswer> ListAnswers::Answer(const ListQuery& query, absl::Time now) {
  Snapshots::State current;
  current.source = store_.Source();  // before the snapshot: its evidence then holds for it
  current.snapshot = store_.Latest();
  if (current.snapshot == nullptr) return NotReady(current.source);
  if (query.min_revision.has_value() && *query.min_revision > current.snapshot->revision) {
    return select::RevisionNotReached(*query.min_revision, current.snapshot->revision);
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
  return ListAnswer{EncodeHeader(listing, now), std::move(page.bytes)};
}

}  // namespace rollcall::api
