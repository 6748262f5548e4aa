// A server's way from a topic to its store, without Kafka: reads at any pace, shows nothing between a gap and the end
// that stood when the gap was seen, and rebuilds where it was away for too long.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/state/key_table.h"
#include "server/state/store.h"
#include "tests/testing/random.h"
#include "tests/testing/topic_model.h"

namespace rollcall::testing {

class ReplicaModel {
 public:
  // Serves nothing until it has read to the end. `marks`: whether a replay remembers its records for resume tokens.
  ReplicaModel(const TopicModel& topic, size_t max_deleted, state::Marks marks, absl::Time now);

  // Reads so many records at most, shows what may be shown, and looks for evidence if it has arrived at the end.
  void Read(int records, absl::Time now);
  bool is_at_end() const { return !replaying_ && generation_ == topic_.generation() && position_ == topic_.end(); }
  // The source's state as it is told; it has no effect on reading.
  void Tell(v1::SourceState state, absl::Time now);

  const state::Store& store() const { return *store_; }
  // Of the topic, for what the store shows.
  size_t shown_generation() const { return shown_generation_; }

 private:
  void BeginReplay(absl::Time now);
  void ReadOne();
  void Show(absl::Time now);

  const TopicModel& topic_;
  const size_t max_deleted_;
  const state::Marks marks_;
  std::unique_ptr<state::Store> store_ = std::make_unique<state::Store>();
  state::SourceStatus source_;
  size_t shown_generation_ = 0;

  bool replaying_ = true;
  absl::Time replay_began_;
  size_t generation_ = 0;
  state::KeyTable table_;
  int64_t position_ = 0;
  int64_t show_from_ = 0;  // nothing is shown below this position
};

}  // namespace rollcall::testing
