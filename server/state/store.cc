#include "server/state/store.h"

#include <utility>

namespace rollcall::state {

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
    if (!update.nodes.empty()) nodes_changed_ = true;
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
    nodes_changed_ = true;
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

bool Store::IsReady() const {
  MutexLock lock(mutex_);
  return index_ != nullptr;
}

SnapshotPtr Store::Latest() const {
  MutexLock lock(mutex_);
  if (index_ == nullptr) return nullptr;
  if (!nodes_changed_ && latest_->revision == index_->revision() && latest_->epoch == epoch_) return latest_;
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->epoch = epoch_;
  snapshot->revision = index_->revision();
  snapshot->digest = index_->digest();
  snapshot->orphans = index_->shared_orphans();
  snapshot->nodes =
      nodes_changed_ ? std::make_shared<const std::vector<NodeVersionPtr>>(index_->Shown()) : latest_->nodes;
  nodes_changed_ = false;
  return latest_ = std::move(snapshot);
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
