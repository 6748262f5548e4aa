#include "tests/testing/replica_model.h"

#include <algorithm>
#include <utility>

namespace rollcall::testing {

ReplicaModel::ReplicaModel(const TopicModel& topic, size_t max_deleted, state::Marks marks, absl::Time now)
    : topic_(topic), max_deleted_(max_deleted), marks_(marks) {
  source_.state = v1::SOURCE_STATE_CURRENT;
  source_.state_since = now;
  source_.cluster_id = "cluster";
  source_.topic = "status";
  BeginReplay(now);
}

void ReplicaModel::BeginReplay(absl::Time now) {
  replaying_ = true;
  replay_began_ = now;
  generation_ = topic_.generation();
  table_ = state::KeyTable();
  position_ = 0;
  show_from_ = topic_.end();
}

void ReplicaModel::ReadOne() {
  const ModelRecord* record = topic_.FirstFrom(position_);
  const int64_t offset = record != nullptr ? record->offset : topic_.end();
  if (offset > position_) {
    table_.NoteMissing(offset - 1);
    show_from_ = std::max(show_from_, topic_.end());
  }
  position_ = offset;
  if (record == nullptr) return;
  table_.Apply(record->View(), replaying_ ? marks_ : state::Marks::kKeep);
  ++position_;
}

void ReplicaModel::Read(int records, absl::Time now) {
  const absl::Duration too_long = topic_.delete_retention() / 2;
  const absl::Time in_touch_at = replaying_ ? replay_began_ : source_.as_of;
  if (generation_ != topic_.generation() || now - in_touch_at > too_long) BeginReplay(now);
  while (records-- > 0 && position_ < topic_.end()) ReadOne();
  if (position_ >= show_from_) Show(now);
  if (!is_at_end()) return;
  source_.as_of = now;
  store_->SetSource(source_);
}

void ReplicaModel::Show(absl::Time now) {
  const state::Update update = table_.TakeUpdate();
  if (!std::exchange(replaying_, false)) {
    store_->Apply(update, position_ - 1);
    return;
  }
  auto index = std::make_unique<state::Index>(now - topic_.delete_retention() / 2, max_deleted_);
  index->Apply(update, position_ - 1);
  shown_generation_ = generation_;
  // Until there is evidence of its own, what was known when the replay began holds for what it read.
  source_.as_of = replay_began_;
  store_->Replace(std::move(index), source_);
}

void ReplicaModel::Tell(v1::SourceState state, absl::Time now) {
  if (state != source_.state) source_.state_since = now;
  source_.state = state;
  store_->SetSource(source_);
}

}  // namespace rollcall::testing
