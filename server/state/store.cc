#include "server/state/store.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollcall::state {
namespace {

using Nodes = std::vector<NodeVersionPtr>;

bool IsBefore(const NodeVersionPtr& a, const NodeVersionPtr& b) { return a->id < b->id; }

// Both are merged by id; a change takes the place of what stood there.
std::shared_ptr<const Nodes> WithChanges(const Nodes& nodes, Nodes changes) {
  std::sort(changes.begin(), changes.end(), IsBefore);
  auto merged = std::make_shared<Nodes>();
  merged->reserve(nodes.size() + changes.size());
  auto rest = nodes.begin();
  for (NodeVersionPtr& change : changes) {
    const auto place = std::lower_bound(rest, nodes.end(), change, IsBefore);
    merged->insert(merged->end(), rest, place);
    rest = place != nodes.end() && (*place)->id == change->id ? std::next(place) : place;
    if (change->body != nullptr) merged->push_back(std::move(change));
  }
  merged->insert(merged->end(), rest, nodes.end());
  return merged;
}

}  // namespace

void Store::Notify() {
  version_.fetch_add(1, std::memory_order_acq_rel);
  for (const auto& listener : listeners_) listener();
}

void Store::Apply(const Update& update, int64_t revision) {
  Given outdated;  // dies outside the lock
  {
    MutexLock lock(mutex_);
    std::swap(outdated, given_);
    index_->Apply(update, revision);
  }
  Notify();
}

void Store::Replace(std::unique_ptr<Index> index, SourceStatus source) {
  Given outdated;
  {
    MutexLock lock(mutex_);
    std::swap(outdated, given_);
    index_.swap(index);
    ++epoch_;
    source_ = std::move(source);
  }
  Notify();  // the old index dies after this, outside the lock
}

void Store::SetSource(SourceStatus source) {
  Given outdated;
  {
    MutexLock lock(mutex_);
    if (source == source_) return;
    std::swap(outdated, given_);
    source_ = std::move(source);
  }
  Notify();
}

BodyPtr Store::NewestShown(int64_t below) const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? nullptr : index_->NewestShown(below);
}

std::optional<RecordMark> Store::LastRecord(int64_t below) const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? std::nullopt : index_->LastRecord(below);
}

std::optional<int64_t> Store::FindContradicted(absl::Span<const RecordMark> marks) const {
  MutexLock lock(mutex_);
  for (const RecordMark& mark : marks) {
    if (index_ != nullptr && index_->Contradicts(mark)) return mark.offset;
  }
  return std::nullopt;
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

// Only what changed since the last snapshot is copied under the feed's lock; everything where there is none to go on
// from (its nodes may even have been forgotten since).
SnapshotPtr Store::MakeSnapshot() const {
  SnapshotPtr before;
  auto snapshot = std::make_shared<Snapshot>();
  std::vector<NodeVersionPtr> versions;
  {
    MutexLock lock(mutex_);
    if (SnapshotPtr made = LatestIfMade()) return made;  // another reader was faster
    if (latest_ != nullptr && latest_->epoch == epoch_ && index_->horizon() <= latest_->revision) before = latest_;
    snapshot->epoch = epoch_;
    snapshot->revision = index_->revision();
    snapshot->digest = index_->digest();
    snapshot->orphans = index_->shared_orphans();
    versions = before == nullptr ? index_->Shown() : index_->Since(before->revision);
  }
  if (before == nullptr) {
    snapshot->nodes = std::make_shared<const Nodes>(std::move(versions));
  } else {
    snapshot->nodes = versions.empty() ? before->nodes : WithChanges(*before->nodes, std::move(versions));
  }
  SnapshotPtr latest = snapshot;
  MutexLock lock(mutex_);
  latest_.swap(latest);  // the old one dies outside the lock
  return snapshot;
}

TipPtr Store::MakeTip() const {
  auto tip = std::make_shared<Tip>();
  tip->source = source_;
  if (index_ == nullptr) return tip;
  tip->epoch = epoch_;
  tip->revision = index_->revision();
  tip->horizon = index_->horizon();
  tip->problem_count = index_->orphans().count;
  tip->anchors = index_->NewestAnchors();
  return tip;
}

ChangesPtr Store::ChangesSince(uint64_t epoch, int64_t revision) const {
  ChangesPtr outdated;  // dies outside the lock
  MutexLock lock(mutex_);
  if (given_.changes != nullptr && given_.epoch == epoch && given_.revision == revision) return given_.changes;
  auto changes = std::make_shared<Changes>();
  changes->tip = given_.changes != nullptr ? given_.changes->tip : MakeTip();
  if (index_ != nullptr) changes->versions = index_->Since(epoch == epoch_ ? revision : kNoRevision);
  outdated = std::exchange(given_, {epoch, revision, changes}).changes;
  return changes;
}

std::optional<size_t> Store::FindStanding(uint64_t epoch, absl::Span<const Anchor> anchors) const {
  MutexLock lock(mutex_);
  for (size_t i = 0; index_ != nullptr && epoch == epoch_ && i < anchors.size(); ++i) {
    if (index_->Recognises(anchors[i])) return i;
  }
  return std::nullopt;
}

NodeVersionPtr Store::Find(uint64_t epoch, int32_t node_id) const {
  MutexLock lock(mutex_);
  return index_ == nullptr || epoch != epoch_ ? nullptr : index_->Find(node_id);
}

absl::Time Store::ExactSince() const {
  MutexLock lock(mutex_);
  return index_ == nullptr ? absl::InfiniteFuture() : index_->exact_since();
}

}  // namespace rollcall::state
