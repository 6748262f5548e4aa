// SPDX-License-Identifier: Apache-2.0
#include "server/watch/selection.h"

#include <memory>
#include <utility>

#include "base/check.h"
#include "rollcall/instant.h"
#include "server/select/request_identity.h"

namespace rollcall::watch {
namespace {

constexpr size_t kMaxCachedBatches = 64;
constexpr absl::Duration kShareCheckpointFor = absl::Milliseconds(50);
// Work (see WorkBudget) that a version costs beside what the matcher does, and that its place in the order costs.
constexpr int64_t kVersionWork = 16;
constexpr int64_t kPlaceWork = 256;

}  // namespace

Selection::Selection(select::Filter filter, select::View view, SelectionLimits limits,
                     std::shared_ptr<select::VerdictMemory> memory)
    : filter_(std::move(filter)),
      view_(view),
      request_hash_(select::MakeRequestIdentity(filter_, view).hash),
      limits_(limits),
      matcher_(filter_, std::move(memory)) {}

void Selection::CatchUp(const state::Store& store) {
  if (HasWork() || !IsBehind(store)) return;
  WorkBudget budget(limits_.catch_up_work);
  DoSlice(store, budget);
}

void Selection::DoSlice(const state::Store& store, WorkBudget& budget) {
  if (HasWork() && IsServable() && store.Epoch() != work_->changes->head->epoch) AbandonWork();
  if (!HasWork()) BeginWork(store, budget);
  if (HasWork()) DoWork(budget);
}

void Selection::BeginWork(const state::Store& store, WorkBudget& budget) {
  const uint64_t store_version = store.Version();  // before the state: a change in between is seen next time
  if (store_version == seen_store_version_) return;
  seen_store_version_ = store_version;
  state::ChangesPtr changes = store.ChangesSince(head_.epoch(), head_.revision());
  if (changes->head->epoch == 0 || changes->head == head_.store) return;
  const bool is_same_epoch = changes->head->epoch == head_.epoch();
  if (!is_same_epoch || changes->head->horizon > head_.revision()) {
    BeginBuilding(is_same_epoch ? store.AllNodes() : std::move(changes));
  } else if (changes->versions.size() <= 1 && budget.left() > kVersionWork + kPlaceWork) {
    ApplyAtOnce(*changes, budget);
  } else {
    work_ = std::make_unique<SelectionWork>();
    work_->changes = std::move(changes);
  }
}

void Selection::BeginBuilding(state::ChangesPtr all_nodes) {
  work_ = std::make_unique<SelectionWork>();
  work_->built.emplace(*all_nodes->head);
  work_->changes = std::move(all_nodes);
  seen_store_version_ = 0;  // all nodes may be those of an older state
}

// One version is evaluated as a whole anyway, and most changes are of one node: they need no SelectionWork.
void Selection::ApplyAtOnce(const state::Changes& changes, WorkBudget& budget) {
  for (const state::NodeVersionPtr& version : changes.versions) {
    if (!filter_.MatchesId(version->id)) continue;
    Place(*version, Matches(*version, budget));
    budget.Spend(kPlaceWork);
  }
  FinishChanges(changes.head);
}

void Selection::AbandonWork() {
  CHECK(IsServable());
  work_.reset();
  seen_store_version_ = 0;
}

// What is not applied at once is applied in later slices: between two of them the watches get what they are due at the
// state that was reached before, however fast the store changes.
void Selection::DoWork(WorkBudget& budget) {
  const size_t evaluated_before = work_->evaluated;
  if (!EvaluateVersions(budget)) return;
  const size_t count = work_->changes->versions.size();
  const bool is_later = work_->evaluated == evaluated_before;
  if (work_->built.has_value() || is_later || budget.left() / kPlaceWork >= static_cast<int64_t>(count)) {
    if (ApplyVersions(budget)) FinishWork();
  }
}

bool Selection::Matches(const state::NodeVersion& version, WorkBudget& budget) {
  const int64_t before = matcher_.work();
  const bool matches = version.node != nullptr && matcher_.Matches(*version.node);
  budget.Spend(kVersionWork + matcher_.work() - before);
  return matches;
}

bool Selection::EvaluateVersions(WorkBudget& budget) {
  const std::vector<state::NodeVersionPtr>& versions = work_->changes->versions;
  for (; work_->evaluated < versions.size(); ++work_->evaluated) {
    if (budget.IsSpent()) return false;
    const state::NodeVersion& version = *versions[work_->evaluated];
    const bool matches = Matches(version, budget);
    if (!work_->built.has_value()) {
      work_->matches.push_back(matches);
    } else if (matches) {
      work_->built->Show(version);
      budget.Spend(kPlaceWork);
    }
  }
  return true;
}

bool Selection::ApplyVersions(WorkBudget& budget) {
  if (work_->built.has_value()) return true;
  const std::vector<state::NodeVersionPtr>& versions = work_->changes->versions;
  for (; work_->applied < versions.size(); ++work_->applied) {
    if (budget.IsSpent()) return false;
    const state::NodeVersion& version = *versions[work_->applied];
    budget.Spend(kPlaceWork);
    if (filter_.MatchesId(version.id)) Place(version, work_->matches[work_->applied]);
  }
  return true;
}

void Selection::Place(const state::NodeVersion& version, bool matches) {
  if (matches) {
    contents_.Show(version);
    ++shown_changes_;
  } else if (contents_.Hide(version)) {
    ++shown_changes_;
  }
}

void Selection::FinishWork() {
  const std::unique_ptr<SelectionWork> work = std::move(work_);
  if (!work->built.has_value()) return FinishChanges(work->changes->head);
  contents_ = *std::move(work->built);
  ++change_version_;
  SetHead(work->changes->head);
}

void Selection::FinishChanges(const state::StoreHeadPtr& store) {
  CHECK_GE(store->revision, head_.revision());
  contents_.ForgetRemovals(limits_.max_removed);
  const bool is_other_state = store->source.state != head_.source().state;
  if (is_other_state || HasChangesAfter(After(head_.revision()))) ++change_version_;
  SetHead(store);
}

void Selection::SetHead(state::StoreHeadPtr store) {
  contents_.CheckInvariants();
  head_ = {std::move(store), contents_.digest(), contents_.node_count()};
  batches_.clear();
  checkpoint_ = {};
}

Batch Selection::NextBatch(state::ChangePosition cursor, int64_t floor) {
  const auto key = std::make_pair(cursor, floor);
  const auto known = batches_.find(key);
  if (known == batches_.end()) {
    if (batches_.size() >= kMaxCachedBatches) batches_.clear();
    Batch batch = EncodeBatch(order(), Format(), cursor, floor);
    CachedBatch& cached = batches_[key] = {batch, batch.bytes};
    cached.batch.bytes = nullptr;
    return batch;
  }
  CachedBatch& cached = known->second;
  if (cached.batch.bytes == nullptr) cached.batch.bytes = cached.in_use.lock();
  if (cached.batch.bytes == nullptr) cached.batch = EncodeBatch(order(), Format(), cursor, floor);
  return cached.batch;
}

Instant Selection::EvidenceExpiry() const {
  if (head_.source().state != v1::SOURCE_STATE_CURRENT) return Instant::InfiniteFuture();
  return head_.source().as_of + state::kCurrentFor + absl::Milliseconds(1);
}

encoding::BytesPtr Selection::EncodePending(std::vector<PendingNode>& pending) {
  return watch::EncodePending(
      Format(), [this](int32_t node_id) { return contents_.Find(node_id); }, pending);
}

CheckpointField Selection::Checkpoint(Instant now) {
  const bool is_recent = checkpoint_.field.bytes != nullptr && now >= checkpoint_.composed_at &&
                         now - checkpoint_.composed_at <= kShareCheckpointFor;
  if (!is_recent || checkpoint_.field.source_state != head_.source().StateAt(now)) {
    checkpoint_ = {EncodeCheckpoint(head_, request_hash_, now), now};
  }
  return checkpoint_.field;
}

}  // namespace rollcall::watch
