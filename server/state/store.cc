// SPDX-License-Identifier: Apache-2.0
#include "server/state/store.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"

namespace rollcall::state {
namespace {

using Nodes = std::vector<NodeVersionPtr>;

constexpr int64_t kMaxRecordsBehind = 10'000;  // what AllNodes returns

bool IsBefore(const NodeVersionPtr& a, const NodeVersionPtr& b) { return a->id < b->id; }

// Merges both by id. A change replaces the version that `nodes` has of its node.
std::shared_ptr<const Nodes> WithChanges(const Nodes& nodes, Nodes changes) {
  std::sort(changes.begin(), changes.end(), IsBefore);
  auto merged = std::make_shared<Nodes>();
  merged->reserve(nodes.size() + changes.size());
  auto rest = nodes.begin();
  for (NodeVersionPtr& change : changes) {
    const auto next = std::lower_bound(rest, nodes.end(), change, IsBefore);
    merged->insert(merged->end(), rest, next);
    rest = next != nodes.end() && (*next)->id == change->id ? std::next(next) : next;
    if (change->node != nullptr) merged->push_back(std::move(change));
  }
  merged->insert(merged->end(), rest, nodes.end());
  return merged;
}

// Whether the nodes are live, ordered by id, each once, and `digest` is the sum of their fingerprints.
bool IsConsistent(const Nodes& nodes, uint64_t digest) {
  uint64_t sum = 0;
  for (const NodeVersionPtr& version : nodes) {
    if (version->node == nullptr) return false;
    sum += version->node->fingerprint;
  }
  const auto misplaced = std::adjacent_find(
      nodes.begin(), nodes.end(), [](const NodeVersionPtr& a, const NodeVersionPtr& b) { return !IsBefore(a, b); });
  return misplaced == nodes.end() && sum == digest;
}

}  // namespace

void Store::SetServer(ServerIdentity server) {
  CHECK(!IsReady());
  server_ = std::make_shared<const ServerIdentity>(std::move(server));
}

void Store::Notify() {
  version_.fetch_add(1, std::memory_order_acq_rel);
  listeners_.NotifyAll();
}

void Store::Apply(const Update& update, int64_t revision) {
  LastChanges outdated;  // is destroyed outside the lock
  {
    MutexLock lock(mutex_);
    std::swap(outdated, last_changes_);
    CHECK(index_ != nullptr);
    index_->Apply(update, revision);
  }
  Notify();
}

void Store::Replace(std::unique_ptr<Index> index, SourceStatus source, History history) {
  CHECK(index != nullptr);
  // Only this thread changes the present index, so it is compared without keeping readers from it.
  const Index* before = nullptr;
  {
    MutexLock lock(mutex_);
    before = index_.get();
  }
  const bool continues = history == History::kSameTopic && before != nullptr && index->Continues(*before);
  if (continues) index->RememberRecordsOf(*before);
  LastChanges outdated;
  SnapshotPtr outdated_snapshot;
  {
    MutexLock lock(mutex_);
    std::swap(outdated, last_changes_);
    std::swap(outdated_snapshot, latest_);
    index_.swap(index);
    ++epoch_;
    source_ = std::move(source);
  }
  Notify();  // `index` is the old one now; it is destroyed after this, outside the lock
}

void Store::SetSource(SourceStatus source) {
  LastChanges outdated;
  {
    MutexLock lock(mutex_);
    if (source == source_) return;
    std::swap(outdated, last_changes_);
    source_ = std::move(source);
  }
  Notify();
}

encoding::EncodedNodePtr Store::NewestShown(int64_t below) const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? nullptr : index_->NewestShown(below);
}

std::optional<RecordId> Store::LastRecord(int64_t below) const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? std::nullopt : index_->LastRecord(below);
}

std::optional<int64_t> Store::FindConflict(absl::Span<const RecordId> record_ids) const {
  MutexLock lock(mutex_);
  const Index* index = index_.get();
  if (index == nullptr) return std::nullopt;
  return FirstOffsetWhere(record_ids, [index](const RecordId& record_id) { return index->ConflictsWith(record_id); });
}

std::optional<int64_t> Store::FindOther(absl::Span<const RecordId> record_ids) const {
  MutexLock lock(mutex_);
  const Index* index = index_.get();
  if (index == nullptr) return std::nullopt;
  return FirstOffsetWhere(record_ids, [index](const RecordId& record_id) { return index->ContainsOther(record_id); });
}

SourceStatus Store::Source() const {
  MutexLock lock(mutex_);
  return source_;
}

uint64_t Store::Epoch() const {
  MutexLock lock(mutex_);
  return epoch_;
}

int64_t Store::Revision() const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? kNoRevision : index_->revision();
}

int32_t Store::NodeCount() const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? 0 : index_->node_count();
}

bool Store::IsReady() const {
  MutexLock lock(mutex_);
  return index_ != nullptr;
}

SnapshotPtr Store::LatestIfMade() const {
  const bool is_latest = latest_ != nullptr && latest_->epoch == epoch_ && latest_->revision == index_->revision();
  return is_latest ? latest_ : nullptr;
}

SnapshotPtr Store::Latest() const {
  {
    MutexLock lock(mutex_);
    if (index_ == nullptr) return nullptr;
    if (SnapshotPtr made = LatestIfMade()) return made;
  }
  MutexLock making(snapshot_mutex_);
  return MakeSnapshot();
}

void Store::RefreshSnapshot() const {
  {
    MutexLock lock(mutex_);
    if (latest_ == nullptr) return;
  }
  Latest();
}

// Copies only the changes since the last snapshot under the lock that the feed needs too. If there is no snapshot of
// this epoch, or deletions since the last one have been forgotten, copies all nodes.
SnapshotPtr Store::MakeSnapshot() const {
  SnapshotPtr before;
  auto snapshot = std::make_shared<Snapshot>();
  std::vector<NodeVersionPtr> versions;
  size_t node_count = 0;
  {
    MutexLock lock(mutex_);
    if (SnapshotPtr made = LatestIfMade()) return made;  // another reader was faster
    if (latest_ != nullptr && latest_->epoch == epoch_ && index_->horizon() <= latest_->revision) before = latest_;
    snapshot->epoch = epoch_;
    snapshot->revision = index_->revision();
    snapshot->digest = index_->digest();
    snapshot->live_bytes = index_->live_bytes();
    snapshot->outdated_bytes = index_->outdated_bytes();
    node_count = static_cast<size_t>(index_->node_count());
    snapshot->invalid_keys = index_->shared_invalid_keys();
    versions = before == nullptr ? index_->Shown() : index_->Since(before->revision);
  }
  if (before == nullptr) {
    snapshot->nodes = std::make_shared<const Nodes>(std::move(versions));
  } else if (versions.empty()) {
    snapshot->nodes = before->nodes;
  } else {
    snapshot->nodes = WithChanges(*before->nodes, std::move(versions));
  }
  CHECK_EQ(snapshot->nodes->size(), node_count);
  DCHECK(IsConsistent(*snapshot->nodes, snapshot->digest));
  SnapshotPtr latest = snapshot;
  MutexLock lock(mutex_);
  latest_.swap(latest);  // the old one is destroyed outside the lock
  return snapshot;
}

StoreHeadPtr Store::MakeHead() const {
  auto head = std::make_shared<StoreHead>();
  head->source = source_;
  head->server = server_;
  if (index_ == nullptr) return head;
  head->epoch = epoch_;
  head->revision = index_->revision();
  head->horizon = index_->horizon();
  head->problem_count = index_->invalid_keys().count;
  head->anchors = index_->NewestAnchors();
  return head;
}

// `outdated` is to be destroyed outside the lock.
ChangesPtr Store::MakeChanges(uint64_t epoch, int64_t revision, ChangesPtr& outdated) const {
  if (last_changes_.changes != nullptr && last_changes_.epoch == epoch && last_changes_.revision == revision) {
    return last_changes_.changes;
  }
  auto changes = std::make_shared<Changes>();
  changes->head = last_changes_.changes != nullptr ? last_changes_.changes->head : MakeHead();
  if (index_ != nullptr) changes->versions = index_->Since(epoch == epoch_ ? revision : kNoRevision);
  outdated = std::exchange(last_changes_, {epoch, revision, changes}).changes;
  return changes;
}

ChangesPtr Store::ChangesSince(uint64_t epoch, int64_t revision) const {
  ChangesPtr outdated;
  MutexLock lock(mutex_);
  return epoch == epoch_ ? MakeChanges(epoch, revision, outdated) : MakeAllNodes(outdated);
}

ChangesPtr Store::AllNodes() const {
  ChangesPtr outdated;
  MutexLock lock(mutex_);
  return MakeAllNodes(outdated);
}

ChangesPtr Store::MakeAllNodes(ChangesPtr& outdated) const {
  ChangesPtr all = all_nodes_.lock();
  const bool is_recent = all != nullptr && index_ != nullptr && all->head->epoch == epoch_ &&
                         all->head->revision >= index_->revision() - kMaxRecordsBehind &&
                         all->head->revision >= index_->horizon();
  if (is_recent) return all;
  all = MakeChanges(0, kNoRevision, outdated);
  all_nodes_ = all;
  return all;
}

std::optional<size_t> Store::FindKnownAnchor(uint64_t epoch, absl::Span<const Anchor> anchors) const {
  MutexLock lock(mutex_);
  for (size_t i = 0; index_ != nullptr && epoch == epoch_ && i < anchors.size(); ++i) {
    if (index_->Contains(anchors[i])) return i;
  }
  return std::nullopt;
}

NodeVersionPtr Store::Find(uint64_t epoch, int32_t node_id) const {
  MutexLock lock(mutex_);
  return index_ == nullptr || epoch != epoch_ ? nullptr : index_->Find(node_id);
}

std::optional<ExactFrom> Store::FindExactFrom(uint64_t epoch) const {
  MutexLock lock(mutex_);
  return index_ == nullptr || epoch != epoch_ ? std::nullopt : std::make_optional(index_->exact_from());
}

}  // namespace rollcall::state
