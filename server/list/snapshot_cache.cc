// SPDX-License-Identifier: Apache-2.0
#include "server/list/snapshot_cache.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/instant.h"
#include "server/response/error.h"

namespace rollcall::list {
namespace {

constexpr size_t kBytesPerNode = 16;
constexpr size_t kNodesPerRequest = 8;  // what the nodes of a request cost even if there are none

bool IsState(const state::Snapshot& snapshot, int64_t revision, uint64_t digest) {
  return snapshot.revision == revision && snapshot.digest == digest;
}

absl::Status Expired(const PageToken& token, int64_t current) {
  return response::Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED,
                         absl::StrCat("page_token: this replica no longer has the listing's revision ", token.revision,
                                      ", it shows ", current, "; start the listing again without a token"),
                         {{"listingRevision", absl::StrCat(token.revision)}, {"revision", absl::StrCat(current)}});
}

}  // namespace

absl::StatusOr<Listing> SnapshotCache::Continue(const ListQuery& query, const State& current, Instant now) {
  CHECK(query.page_token.has_value());
  CHECK(current.snapshot != nullptr);
  const PageToken& token = *query.page_token;
  state::SnapshotPtr snapshot = current.snapshot;
  Listing listing{nullptr, current.source, current.source.as_of};
  Entries dropped;
  {
    MutexLock lock(mutex_);
    TakeExpired(now, dropped);
    const auto entry = Find(token.revision, token.digest);
    if (!IsState(*current.snapshot, token.revision, token.digest)) {
      if (entry == entries_.end()) return Expired(token, current.snapshot->revision);
      snapshot = entry->snapshot;
      listing.as_of = entry->as_of;
      listing.source.cluster_id = entry->cluster_id;
    }
    if (entry != entries_.end()) {
      Use(entry, now);
      listing.nodes = FindNodes(*entry, query.identity);
    }
  }
  if (listing.nodes == nullptr) listing.nodes = std::make_shared<FilteredNodes>(std::move(snapshot), query);
  return listing;
}

void SnapshotCache::Keep(const Listing& listing, const ListQuery& query, Instant now) {
  CHECK(listing.nodes != nullptr);
  const state::SnapshotPtr& snapshot = listing.nodes->snapshot();
  Entries dropped;
  MutexLock lock(mutex_);
  TakeExpired(now, dropped);
  auto entry = Find(snapshot->revision, snapshot->digest);
  if (entry == entries_.end()) {
    entry = entries_.insert(entries_.begin(), Entry{snapshot, listing.source.cluster_id, listing.as_of, now, {}});
  }
  Use(entry, now);
  entry->as_of = std::max(entry->as_of, listing.as_of);
  if (FindNodes(*entry, query.identity) == nullptr) entry->requests.push_back({query.identity, listing.nodes});
  EnforceLimits(dropped);
}

void SnapshotCache::DropExpired(Instant now) {
  Entries dropped;
  MutexLock lock(mutex_);
  TakeExpired(now, dropped);
}

size_t SnapshotCache::size() const {
  MutexLock lock(mutex_);
  return entries_.size();
}

SnapshotCache::Entries::iterator SnapshotCache::Find(int64_t revision, uint64_t digest) {
  return std::find_if(entries_.begin(), entries_.end(),
                      [&](const Entry& entry) { return IsState(*entry.snapshot, revision, digest); });
}

FilteredNodesPtr SnapshotCache::FindNodes(const Entry& entry, const ListIdentity& identity) {
  const auto found = std::find_if(entry.requests.begin(), entry.requests.end(),
                                  [&](const RequestNodes& request) { return request.identity == identity; });
  return found == entry.requests.end() ? nullptr : found->nodes;
}

void SnapshotCache::Use(Entries::iterator entry, Instant now) {
  entry->last_used = now;
  entries_.splice(entries_.begin(), entries_, entry);
}

void SnapshotCache::TakeExpired(Instant now, Entries& dropped) {
  while (!entries_.empty() && now - entries_.back().last_used > limits_.keep_for) DropLast(dropped);
}

void SnapshotCache::DropLast(Entries& dropped) { dropped.splice(dropped.end(), entries_, std::prev(entries_.end())); }

// The filter is a part of the cost because a request may bring one of many kilobytes.
size_t SnapshotCache::CostOf(const RequestNodes& request) {
  return kNodesPerRequest + request.nodes->own_size() +
         request.identity.request.canonical_filter.size() / kBytesPerNode;
}

size_t SnapshotCache::CostOfRequests(const Entry& entry) {
  size_t nodes = 0;
  for (const RequestNodes& request : entry.requests) nodes += CostOf(request);
  return nodes;
}

// The nodes of requests are dropped first, because they can be selected again.
void SnapshotCache::EnforceLimits(Entries& dropped) {
  while (entries_.size() > limits_.max_snapshots) DropLast(dropped);
  size_t nodes = 0;
  for (const Entry& entry : entries_) nodes += entry.snapshot->nodes->size() + CostOfRequests(entry);
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && nodes > limits_.max_nodes; ++entry) {
    nodes -= CostOfRequests(*entry);
    entry->requests.clear();
  }
  while (entries_.size() > 1 && nodes > limits_.max_nodes) {
    CHECK(entries_.back().requests.empty());
    nodes -= entries_.back().snapshot->nodes->size();
    DropLast(dropped);
  }
}

}  // namespace rollcall::list
