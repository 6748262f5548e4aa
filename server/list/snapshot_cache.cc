// SPDX-License-Identifier: Apache-2.0
#include "server/list/snapshot_cache.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/response/error.h"

namespace rollcall::list {
namespace {

bool IsState(const state::Snapshot& snapshot, int64_t revision, uint64_t digest) {
  return snapshot.revision == revision && snapshot.digest == digest;
}

// An old state as it is to be shown now: how the server stands to its topic is of now, the evidence is of then.
SnapshotCache::State SeenNow(SnapshotCache::State kept, const state::SourceStatus& now) {
  kept.source.state = now.state;
  kept.source.state_since = now.state_since;
  return kept;
}

absl::Status Expired(const PageToken& token, int64_t current) {
  return response::Error(
      absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED,
      absl::StrCat("page_token: the listing's revision ", token.revision, " is gone, this replica shows ", current,
                   "; start the listing again without a token"),
      {{"listingRevision", absl::StrCat(token.revision)}, {"revision", absl::StrCat(current)}});
}

}  // namespace

absl::StatusOr<Listing> SnapshotCache::Continue(const ListQuery& query, const State& current, absl::Time now) {
  const PageToken& token = *query.page_token;
  State state = current;
  {
    MutexLock lock(mutex_);
    DropExpiredLocked(now);
    const auto entry = Find(token.revision, token.digest);
    if (!IsState(*current.snapshot, token.revision, token.digest)) {
      if (entry == kept_.end()) return Expired(token, current.snapshot->revision);
      state = SeenNow(entry->state, current.source);
    }
    if (entry != kept_.end()) {
      Use(entry, now);
      for (const KeptSelection& selection : entry->selections) {
        if (selection.method == query.method && selection.request_hash == query.request_hash) {
          return Listing{selection.nodes, std::move(state.source)};
        }
      }
    }
  }
  return Listing{std::make_shared<FilteredNodes>(state.snapshot, query), std::move(state.source)};
}

void SnapshotCache::Keep(const Listing& listing, const ListQuery& query, absl::Time now) {
  const state::SnapshotPtr& snapshot = listing.nodes->snapshot();
  MutexLock lock(mutex_);
  DropExpiredLocked(now);
  if (Find(snapshot->revision, snapshot->digest) == kept_.end())
    kept_.push_front({{snapshot, listing.source}, now, {}});
  const auto entry = Find(snapshot->revision, snapshot->digest);
  Use(entry, now);
  if (listing.source.as_of > entry->state.source.as_of) entry->state.source = listing.source;
  const bool is_known =
      std::any_of(entry->selections.begin(), entry->selections.end(), [&](const KeptSelection& selection) {
        return selection.method == query.method && selection.request_hash == query.request_hash;
      });
  if (!is_known) entry->selections.push_back({query.method, query.request_hash, listing.nodes});
  EnforceLimits();
}

void SnapshotCache::DropExpired(absl::Time now) {
  MutexLock lock(mutex_);
  DropExpiredLocked(now);
}

size_t SnapshotCache::size() const {
  MutexLock lock(mutex_);
  return kept_.size();
}

SnapshotCache::Entries::iterator SnapshotCache::Find(int64_t revision, uint64_t digest) {
  return std::find_if(kept_.begin(), kept_.end(),
                      [&](const Kept& kept) { return IsState(*kept.state.snapshot, revision, digest); });
}

void SnapshotCache::Use(Entries::iterator entry, absl::Time now) {
  entry->last_used = now;
  kept_.splice(kept_.begin(), kept_, entry);
}

void SnapshotCache::DropExpiredLocked(absl::Time now) {
  while (!kept_.empty() && now - kept_.back().last_used > limits_.keep_for) kept_.pop_back();
}

size_t SnapshotCache::NodesKept() const {
  size_t nodes = 0;
  for (const Kept& kept : kept_) {
    nodes += kept.state.snapshot->nodes->size();
    for (const KeptSelection& selection : kept.selections) nodes += selection.nodes->own_size();
  }
  return nodes;
}

// Selections go first: they can be made again.
void SnapshotCache::EnforceLimits() {
  while (kept_.size() > limits_.max_snapshots) kept_.pop_back();
  for (auto entry = kept_.rbegin(); entry != kept_.rend() && NodesKept() > limits_.max_nodes; ++entry)
    entry->selections.clear();
  while (kept_.size() > 1 && NodesKept() > limits_.max_nodes) kept_.pop_back();
}

}  // namespace rollcall::list
