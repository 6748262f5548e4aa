#include "server/api/list_answers.h"

#include <memory>
#include <utility>

#include "server/api/list_coprocessors.h"
#include "server/api/list_nodes.h"
#include "server/api/not_ready.h"
#include "server/select/errors.h"

namespace rollcall::api {

absl::StatusOr<Listing> ListAnswers::Find(const ListQuery& query, const Snapshots::State& current, absl::Time now) {
  if (query.page_token.has_value()) return snapshots_.Continue(query, current, now);
  return Listing{std::make_shared<Selected>(current.snapshot, query), current.source};
}

absl::StatusOr<std::string> ListAnswers::Answer(const ListQuery& query, absl::Time now) {
  Snapshots::State current;
  current.source = store_.Source();  // before the snapshot: its evidence then holds for it
  current.snapshot = store_.Latest();
  if (current.snapshot == nullptr) return NotReady(current.source);
  if (query.min_revision.has_value() && *query.min_revision > current.snapshot->revision) {
    return select::RevisionNotReached(*query.min_revision, current.snapshot->revision);
  }
  const absl::StatusOr<Listing> listing = Find(query, current, now);
  if (!listing.ok()) return listing.status();
  ListAnswer answer =
      query.method == ListMethod::kNodes ? ListNodes(*listing, query, now) : ListCoprocessors(*listing, query, now);
  if (!answer.is_last) snapshots_.Keep(*listing, query, now);
  return std::move(answer.bytes);
}

}  // namespace rollcall::api
