// SPDX-License-Identifier: Apache-2.0
// Decides what becomes of records: when a read is complete, what may be shown, when to read again from the start.
//
// Plain code: Kafka's events come in as calls, commands for the reader go out, the time is an argument. One thread.
//
// - A replay fills a table that nobody sees; at the end of the log it becomes the store's index whole (also when one
//   was served before: a rebuild). The end is the one that a probe was told: what a fetch shows may be an older one.
// - While following, every run of records is committed at once. After a gap in the offsets nothing is committed until
//   the end that stood when the gap was seen: the log was compacted meanwhile, and what lies between never was a state
//   of the topic. Where the log ends before that now, it was truncated: read again.
// - A gap seen after a silence longer than deletions are surely kept (half of delete.retention.ms) may hide a deletion:
//   read again. The same holds for a replay that took longer.
// - Where a batch cannot be read, nothing after it is: skipping it would show old statuses as present ones. It is tried
//   again until it can be read, or is gone.
// - Where probes were not answered for a while, nothing new is shown until one has found the topic to be the one that
//   was read: it may have been truncated or replaced meanwhile.
// - Where they were not answered for longer, the topic is read again.
// - A missing or unsuitable topic is not read; when it is usable again, it is read from the start.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/feed/feed_counters.h"
#include "server/feed/log_bounds.h"
#include "server/feed/probe.h"
#include "server/feed/source_status_tracker.h"
#include "server/state/key_table.h"
#include "server/state/store.h"
#include "topic/topic_check.h"

namespace rollcall::feed {

// What the reader is to do with its one partition.
struct Assignment {
  enum class Kind { kNothing, kOffset, kLogStart };
  Kind kind = Kind::kNothing;
  int64_t offset = 0;
};

class TopicTailer {
 public:
  // Borrows the store and the counters.
  TopicTailer(state::Store& store, FeedCounters& counters, std::string topic, absl::Time now,
              state::IndexLimits limits = {});

  // --- the reader's events ---
  // Whether OnRecord wants to know where the log ends now: for the first record, and after a gap.
  bool WantsEnd(int64_t offset) const { return offset != next_offset_; }
  // `end_offset`: the log's end as the newest fetch showed it, where it is wanted; nullopt: unknown, or not wanted.
  void OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset);
  void OnEndReached(int64_t offset);
  // The position is not in the log (any more).
  void OnOffsetOutOfRange(absl::Time now);
  // The batch at `offset` cannot be read, and what comes after it was not preceded by all that stands before it.
  void OnUnreadable(int64_t offset, std::string_view why, absl::Time now);
  // Reading failed in another way; the client tries again by itself.
  void OnReadFault(const std::string& why) { status_tracker_.OnReadFault(why); }
  // After a run of the events above: decides and commits.
  void OnBatchEnd(const LogBounds& log, absl::Time now);

  // --- the monitor's ---
  void OnTopic(const absl::StatusOr<topic::TopicDescription>& description, absl::Time now);
  void OnProbe(const absl::StatusOr<ProbeResult>& result, absl::Time now);

  // The new assignment, if it changed since the last call.
  std::optional<Assignment> TakeAssignment();
  // Counts the complete reads begun.
  uint64_t generation() const { return generation_; }
  // What to probe for; nullopt while there is no topic.
  std::optional<ProbeRequest> NextProbe(absl::Time now) const;

 private:
  static constexpr int64_t kUnknownEnd = std::numeric_limits<int64_t>::max();  // only the event of reaching it tells

  enum class Phase { kNoTopic, kReplaying, kTailing };
  struct LastRecord {
    state::RecordId record_id;
    // When it was read, if it is a tombstone that had just been written: Kafka keeps it for a while yet.
    // InfiniteFuture: it is live, and stays. InfinitePast: it may go at any time.
    absl::Time kept_since;
  };

  bool IsReading() const { return phase_ != Phase::kNoTopic && !retry_at_.has_value(); }
  void Assign(Assignment assignment);
  void BeginReplay(absl::Time now);
  void StopReading();
  void FinishReplay(absl::Time now);
  void Commit();
  void UseEvidence(absl::Time now);
  // Why a probe speaks against the topic being the one that was read; empty: it does not.
  std::string FindOutsideLog(const ProbeResult& result) const;
  void Rebuild(absl::Time now, const std::string& reason);
  void RebuildFromAnother(absl::Time now, const std::string& reason);
  void PassMissing(int64_t last_missing);
  void RetryUnreadable(absl::Time now);
  void ReleaseBarrier();
  bool HasEndGoneBack() const;
  bool IsReplayComplete() const;
  bool IsConfirmedMissing(const absl::Status& usable);
  absl::Duration MaxSafeGap() const;
  void PublishSourceStatus(absl::Time now);
  int64_t NextOffset() const { return next_offset_.value_or(0); }
  state::RecordTracking TrackingFor(int64_t offset) const;

  state::Store& store_;
  FeedCounters& counters_;
  const state::IndexLimits limits_;
  SourceStatusTracker status_tracker_;
  Phase phase_ = Phase::kNoTopic;
  std::optional<absl::Duration> delete_retention_;
  int times_missing_ = 0;  // descriptions in a row

  std::unique_ptr<state::KeyTable> table_;
  std::optional<Assignment> assignment_;
  Assignment current_assignment_;
  uint64_t generation_ = 0;  // counts replays
  absl::Time replay_began_;
  std::optional<int64_t> next_offset_;  // nullopt: nothing was read since the replay began
  std::optional<LastRecord> last_record_;
  LogBounds log_;                        // as the newest fetch showed it
  int64_t replay_target_ = kUnknownEnd;  // the log's end as known at the first record
  bool at_end_ = false;                  // the event came after the last record
  int64_t commit_barrier_ = 0;           // nothing is committed before this offset is next
  bool gap_in_replay_ = false;
  bool gap_in_batch_ = false;
  bool read_in_batch_ = false;
  bool tombstone_in_batch_ = false;  // as the last record
  bool uncommitted_ = false;
  std::optional<absl::Time> retry_at_;          // reading stopped at what cannot be read
  std::optional<absl::Time> unverified_since_;  // only evidence from after this time lets new states be shown
  std::optional<ProbeResult> evidence_;         // waits until its end is reached
  absl::Time answered_at_;                      // when the last probe of this replay that was answered began
  int times_outside_log_ = 0;                   // probes in a row
  int64_t checked_log_start_ = 0;               // no live record was found to stand below it
  int64_t verified_end_ = 0;                    // what was read below it is of the topic that the last evidence met
};

}  // namespace rollcall::feed
