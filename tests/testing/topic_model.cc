// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/topic_model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace rollcall::testing {
namespace {

constexpr int64_t kTenThousandYearsMs = int64_t{10'000} * 365 * 24 * 60 * 60 * 1000;

}  // namespace

topic::RecordView ModelRecord::View() const {
  topic::RecordView view{offset, timestamp_ms, std::nullopt, std::nullopt};
  if (key.has_value()) view.key = *key;
  if (value.has_value()) view.value = *value;
  return view;
}

int64_t TopicModel::Append(ModelRecord record, absl::Time now) {
  record.offset = end_++;
  record.timestamp_ms = absl::ToUnixMillis(now);
  record.acknowledged_at = now;
  if (record.offset % 16 == 5) record.timestamp_ms += kTenThousandYearsMs;  // a producer's clock is wrong
  histories_.back().push_back(record);
  log_.push_back(std::move(record));
  return end_ - 1;
}

int64_t TopicModel::AppendToTransaction(ModelRecord record, absl::Time now) {
  undecided_.push_back(Append(std::move(record), now));
  return undecided_.back();
}

void TopicModel::EndTransaction(bool is_committed) {
  CHECK(IsTransactionOpen());
  const std::vector<int64_t> decided = std::exchange(undecided_, {});
  AppendMarker();
  if (is_committed) return;
  const auto is_aborted = [&](const ModelRecord& record) {
    return std::binary_search(decided.begin(), decided.end(), record.offset);
  };
  std::erase_if(log_, is_aborted);
  std::erase_if(histories_.back(), is_aborted);
}

// A record may be dropped when the log has a newer one with the same key. A tombstone may be dropped
// delete.retention.ms after the pass that found no older record of its key: a reader that reads the whole topic within
// that time sees either the tombstone or no record of the key (Kafka's documentation of delete.retention.ms). What an
// open transaction holds back is not looked at.
bool TopicModel::MayDrop(size_t position, absl::Time now) {
  ModelRecord& record = log_[position];
  if (record.offset >= last_stable()) return false;
  if (!record.key.has_value()) return true;
  const auto same_key = [&](const ModelRecord& other) { return other.key == record.key; };
  const auto here = log_.cbegin() + static_cast<std::ptrdiff_t>(position);
  if (std::any_of(here + 1, Find(last_stable()), same_key)) return true;
  if (record.value.has_value() || std::any_of(log_.cbegin(), here, same_key)) return false;
  if (!record.droppable_at.has_value()) record.droppable_at = now + delete_retention_;
  return now > *record.droppable_at;
}

// A log that lost its tail is not compacted for some seconds, because a probe finds the difference within that time. A
// server whose probes fail for longer reads everything again.
void TopicModel::Compact(Random& random, absl::Time now) {
  if (now < compactable_at_) return;
  for (size_t position = log_.size(); position-- > 0;) {
    if (MayDrop(position, now) && random.Chance(60)) log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(position));
  }
}

// The new leader never had the tail, so it has not dropped a record because of a newer one in the tail. Those records
// come back.
void TopicModel::LoseTail(int64_t offset, absl::Time now) {
  CHECK_GE(offset, 0);
  compactable_at_ = now + absl::Seconds(20);
  histories_.push_back(histories_.back());
  std::vector<ModelRecord>& history = histories_.back();
  std::erase_if(history, [&](const ModelRecord& record) { return record.offset >= offset; });
  std::vector<ModelRecord> log;
  for (auto record = history.begin(); record != history.end(); ++record) {
    const auto found = Find(record->offset);
    const bool is_in_log = found != log_.end() && found->offset == record->offset;
    const auto replaces = [&](const ModelRecord& newer) { return newer.key == record->key; };
    if (is_in_log || std::none_of(record + 1, history.end(), replaces)) log.push_back(*record);
  }
  log_ = std::move(log);
  end_ = std::max(start_, std::min(end_, offset));
  std::erase_if(undecided_, [&](int64_t undecided) { return undecided >= end_; });
  epochs_.Elect(end_);
}

void TopicModel::Recreate() {
  log_.clear();
  start_ = 0;
  end_ = 0;
  epochs_ = LeaderEpochs();
  undecided_.clear();
  histories_.emplace_back();
  id_ = absl::StrCat("topic-", generation());
}

void TopicModel::DeleteBefore(int64_t offset) {
  start_ = std::max(start_, std::min(offset, last_stable()));
  const auto is_lost = [&](const ModelRecord& record) { return record.offset < start_; };
  histories_.push_back(histories_.back());
  std::erase_if(histories_.back(), is_lost);
  std::erase_if(log_, is_lost);
}

const std::vector<ModelRecord>& TopicModel::History(size_t generation) const {
  CHECK_LT(generation, histories_.size());
  return histories_[generation];
}

std::vector<ModelRecord>::const_iterator TopicModel::Find(int64_t offset) const {
  return std::lower_bound(log_.begin(), log_.end(), offset,
                          [](const ModelRecord& record, int64_t wanted) { return record.offset < wanted; });
}

const ModelRecord* TopicModel::FirstFrom(int64_t offset) const {
  const auto record = Find(offset);
  return record == log_.end() || record->offset >= last_stable() ? nullptr : &*record;
}

}  // namespace rollcall::testing
