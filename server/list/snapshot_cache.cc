// SPDX-License-Identifier: Apache-2.0
#include "server/list/snapshot_cache.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "rollcall/instant.h"
#include "server/response/error.h"

namespace rollcall::list {
namespace {

constexpr int64_t kRequestBytes = 128;  // what the nodes of a request take even if there are none

using Snapshots = std::vector<state::SnapshotPtr>;

// The nodes that `snapshot` shows and `later` does not any more, about and at most. A snapshot of another epoch may
// share nothing.
int64_t BytesMissingIn(const state::Snapshot& later, const state::Snapshot& snapshot) {
  if (later.epoch != snapshot.epoch) return snapshot.live_bytes;
  return std::min(snapshot.live_bytes, later.outdated_bytes - snapshot.outdated_bytes);
}

int64_t BytesOfOrder(const state::Snapshot& snapshot) {
  return static_cast<int64_t>(snapshot.nodes->size() * sizeof(state::NodeVersionPtr));
}

// What `snapshots` hold that the newest one of them does not. A node that several of them hold was there until the last
// of these, and is counted for that one.
int64_t BytesHeldBeside(Snapshots snapshots) {
  std::sort(snapshots.begin(), snapshots.end(), [](const state::SnapshotPtr& a, const state::SnapshotPtr& b) {
    return std::tie(a->epoch, a->revision) < std::tie(b->epoch, b->revision);
  });
  int64_t bytes = 0;
  for (size_t i = 1; i < snapshots.size(); ++i) {
    const state::Snapshot& snapshot = *snapshots[i - 1];
    const state::Snapshot& later = *snapshots[i];
    if (snapshot.nodes != later.nodes) bytes += BytesOfOrder(snapshot) + BytesMissingIn(later, snapshot);
  }
  return bytes;
}

bool IsState(const state::Snapshot& snapshot, int64_t revision, uint64_t digest) {
  return snapshot.revision == revision && snapshot.digest == digest;
}

absl::Status Expired(const PageToken& token, int64_t current) {
  return response::Error(absl::StatusCode::kAborted, v1::ERROR_REASON_PAGE_TOKEN_EXPIRED,
                         absl::StrCat("page_token: this replica does not have the listing's revision ", token.revision,
                                      ", it shows ", current, "; start the listing again without a token"),
                         {{"listingRevision", absl::StrCat(token.revision)}, {"revision", absl::StrCat(current)}});
}

}  // namespace

absl::StatusOr<Listing> SnapshotCache::Continue(const ListQuery& query, const State& current, Instant now) {
  CHECK(query.page_token.has_value());
  CHECK(current.snapshot != nullptr);
  const PageToken& token = *query.page_token;
  if (token.decoder_version != topic::kDecoderVersion) return Expired(token, current.snapshot->revision);
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

void SnapshotCache::Keep(const Listing& listing, const ListQuery& query, const state::SnapshotPtr& newest,
                         Instant now) {
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
  EnforceLimits(newest, now, dropped);
}

void SnapshotCache::DropExpired(const state::SnapshotPtr& newest, Instant now) {
  Entries dropped;
  MutexLock lock(mutex_);
  TakeExpired(now, dropped);
  if (newest != nullptr) EnforceLimits(newest, now, dropped);
}

int64_t SnapshotCache::bytes() const {
  MutexLock lock(mutex_);
  return bytes_;
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

void SnapshotCache::DropForLimit(Instant now, const std::string& why, Entries& dropped) {
  DropLast(dropped);
  dropped_log_.Report(now, "dropped the snapshot of a listing under way, which has to start again", why);
}

// The filter is a part of it because a request may bring one of many kilobytes.
int64_t SnapshotCache::BytesOf(const RequestNodes& request) {
  return kRequestBytes + static_cast<int64_t>(request.nodes->own_size() * sizeof(uint32_t) +
                                              request.identity.request.canonical_filter.size());
}

int64_t SnapshotCache::BytesOfRequests(const Entry& entry) {
  int64_t bytes = 0;
  for (const RequestNodes& request : entry.requests) bytes += BytesOf(request);
  return bytes;
}

int64_t SnapshotCache::CountBytes(const state::SnapshotPtr& newest) const {
  Snapshots snapshots = {newest};
  int64_t bytes = 0;
  for (const Entry& entry : entries_) {
    snapshots.push_back(entry.snapshot);
    bytes += BytesOfRequests(entry);
  }
  return bytes + BytesHeldBeside(std::move(snapshots));
}

// The nodes of requests are dropped first, because they can be selected again.
void SnapshotCache::EnforceLimits(const state::SnapshotPtr& newest, Instant now, Entries& dropped) {
  CHECK(newest != nullptr);
  while (entries_.size() > limits_.max_snapshots) {
    DropForLimit(now, absl::StrCat("there were more than ", limits_.max_snapshots, " snapshots"), dropped);
  }
  bytes_ = CountBytes(newest);
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && bytes_ > limits_.max_bytes; ++entry) {
    bytes_ -= BytesOfRequests(*entry);
    entry->requests.clear();
  }
  while (entries_.size() > 1 && bytes_ > limits_.max_bytes) {
    DropForLimit(now, absl::StrCat("the snapshots held more than ", limits_.max_bytes, " bytes"), dropped);
    bytes_ = CountBytes(newest);
  }
}

}  // namespace rollcall::list
