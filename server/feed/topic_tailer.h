// SPDX-License-Identifier: Apache-2.0
// Decides what happens with records: when a read is complete, what may be shown, when to read again from the start.
//
// Plain code: Kafka's events come in as calls, commands for the reader go out, the time is an argument. Not
// thread-safe.
//
// - A replay fills a table that is not visible yet. At the end of the log the table becomes the store's index in one
//   step. That is so for a rebuild too, when an index is served already. The end is the one that a probe reported,
//   because a fetch may show an older one.
// - While tailing, every batch of records is committed at once. After a gap in the offsets nothing is committed until
//   reading comes to the commit barrier (commit_barrier.h). If the log ends before the barrier later, it was truncated
//   and is read again.
// - A gap that is seen after a longer time without evidence than tombstones are certain to be kept (half of
//   delete.retention.ms) may hide a deletion, so the topic is read again. So it is after a replay with a gap that took
//   longer than that, or that was read from several brokers: each of them removes tombstones at its own time.
// - An open transaction holds back what was written after it began. A replay that comes to it is complete without
//   evidence: what is shown is a state that the topic had, but nothing tells when.
// - If a batch cannot be read, nothing after it is read: skipping it would show old statuses as present ones. The
//   reader tries again until the batch can be read, or is no longer in the log.
// - If a probe finds records and nothing is read for a while, the reader tries again with a new client.
// - If probes were not answered for a while, nothing new is shown until a probe confirms that the topic is still the
//   one that was read: it may have been truncated or replaced in that time.
// - If probes were not answered for longer, the topic is read again.
// - A missing or unsuitable topic is not read. When it becomes usable, it is read from the start.
// - Records that may be from another topic of the same name are not shown until a probe has confirmed the topic's id
//   (topic_identity.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/commit_barrier.h"
#include "server/feed/feed_counters.h"
#include "server/feed/log_bounds.h"
#include "server/feed/probe.h"
#include "server/feed/probe_evidence.h"
#include "server/feed/source_status_tracker.h"
#include "server/feed/topic_identity.h"
#include "server/state/key_table.h"
#include "server/state/store.h"
#include "topic/topic_check.h"

namespace rollcall::feed {

// What the reader has to read from its one partition.
struct Assignment {
  enum class Kind { kNothing, kOffset, kLogStart };
  // A client may be stuck with the leader of another topic of the same name (kafka_consumer.h).
  enum class Client { kSame, kNew };
  Kind kind = Kind::kNothing;
  int64_t offset = 0;  // for kOffset
  Client client = Client::kSame;
};

class TopicTailer {
 public:
  // `clock_id`: of the process, by whose clock all times are; no other process has it. Borrows the store and the
  // counters.
  TopicTailer(state::Store& store, FeedCounters& counters, std::string topic, uint64_t clock_id, Instant now,
              state::IndexLimits limits = {});

  // --- events from the reader ---
  // Whether OnRecord needs the end of the log for a record at `offset`: for the first record, and after a gap.
  bool WantsEnd(int64_t offset) const { return offset != replay_.next_offset; }
  // `end_offset`: the end of the log as the newest fetch showed it. nullopt: it is unknown, or WantsEnd is false.
  void OnRecord(const topic::RecordView& record, std::optional<int64_t> end_offset);
  // Everything committed below `offset` was delivered.
  void OnEndReached(int64_t offset);
  // The position is not in the log, or no longer.
  void OnOffsetOutOfRange(Instant now);
  // The batch at `offset` cannot be read, so what the client delivers after it does not follow what was read before.
  void OnUnreadable(int64_t offset, std::string_view why, Instant now);
  // Reading failed in another way; the client tries again by itself.
  void OnReadFault(const std::string& why) { status_tracker_.OnReadFault(why); }
  // Later records and ends are from this broker.
  void OnSource(int32_t broker);
  // Ends a batch of the events above: decides and commits. `log` is as the newest fetch showed it. `topic_lookups` is
  // KafkaResponses::topic_lookups, read after the events.
  void OnBatchEnd(const LogBounds& log, uint64_t topic_lookups, Instant now);

  // Whether there is work for the next OnBatchEnd even if nothing happens until then.
  bool HasWorkLeft() const { return replay_.is_decoding; }

  // --- events from the describer and the prober; an OnBatchEnd must follow ---
  void OnTopic(const absl::StatusOr<topic::TopicDescription>& description, Instant now);
  void OnProbe(const absl::StatusOr<ProbeResult>& result, Instant now);

  // The new assignment, if it changed since the last call.
  std::optional<Assignment> TakeAssignment();
  // Whether something new waits for a probe; false until the next time then. The prober need not wait for its interval.
  bool TakeProbeWish() { return std::exchange(wants_probe_, false); }
  // The next probe to make; nullopt while there is no topic.
  std::optional<ProbeRequest> NextProbe(Instant now) const;

 private:
  enum class Phase { kNoTopic, kReplaying, kTailing };

  struct LastRecord {
    state::RecordId record_id;
    // InfiniteFuture: the record is live, so compaction keeps it. InfinitePast: it is a tombstone that may be removed
    // at any time. Otherwise it is a tombstone that had just been written at this time, so Kafka keeps it for a while.
    Instant kept_since;
  };

  // One complete read of the topic and the tailing after it, up to the next complete read.
  struct Replay {
    explicit Replay(Instant now) : began(now), progress_at(now), progress_logged_at(now) {}

    Instant began;
    Assignment assignment;
    std::optional<Instant> retry_at;  // reading stopped at a batch that cannot be read
    state::KeyTable table;
    std::optional<int64_t> next_offset;     // nullopt: nothing was read yet
    std::optional<LastRecord> last_record;  // nullopt: there is none that a probe can compare
    std::optional<int64_t> target;          // the end of the log as known at the first record
    bool is_at_end = false;                 // the end was reached after the last record
    bool is_decoding = false;               // everything is read, and a part of it is not decoded yet
    bool has_gap = false;
    bool is_from_several = false;  // it was read from more than one broker
    bool has_uncommitted = false;
    CommitBarrier barrier;
    ProbeEvidence evidence;
    int64_t verified_end = 0;       // what was read below it is from the topic that the last evidence is about
    int64_t checked_log_start = 0;  // no live record was found below it
    // Where the log started when the first records arrived. Records that were deleted later were read.
    std::optional<int64_t> log_start;
    std::optional<int64_t> last_stable_offset;  // as the last probe found it; nullopt: nothing was held back
    TopicIdentity identity;
    Instant progress_at;                     // when the progress was last shown
    Instant progress_logged_at;              // and when it was last logged
    std::optional<Instant> unread_since;     // probes have found records since then, and nothing was read
    std::optional<uint64_t> probed_lookups;  // a probe was asked for since there were so many lookups
  };

  // The events since the last OnBatchEnd.
  struct Batch {
    bool has_read = false;  // a record, or the event of reaching the end
    bool has_gap = false;
    bool ends_with_tombstone = false;
  };

  bool IsReading() const { return phase_ != Phase::kNoTopic && !replay_.retry_at.has_value(); }
  bool IsAtEnd() const;
  bool IsReplayComplete() const;
  // Whether everything is read that an open transaction does not hold back.
  bool IsHeldBack() const;
  bool IsConfirmedMissing(const absl::Status& usable);
  int64_t NextOffset() const { return replay_.next_offset.value_or(0); }
  absl::Duration MaxSafeGap() const;
  state::RecordTracking TrackingFor(int64_t offset) const;

  void Begin(Phase phase, Assignment assignment, Instant now);
  void BeginReplay(ReplayReason reason, Instant now);
  // `why`: for people.
  void Rebuild(ReplayReason reason, const std::string& why, Instant now);
  void RebuildFromOtherTopic(Instant now, const std::string& reason);
  void StopReading(Instant now);
  void Assign(Assignment assignment);
  void NoteGap(int64_t last_missing);
  Assignment Again() const;
  void RetryUnreadable(Instant now);
  void RetryStuck(const ProbeResult& result);
  void FinishReplay(Instant now);
  void UseEvidence(Instant now);
  void Commit();
  void ReportProgress(Instant now);
  void PublishSourceStatus(Instant now);

  state::Store& store_;
  FeedCounters& counters_;
  const state::IndexLimits limits_;
  SourceStatusTracker status_tracker_;
  std::optional<topic::TopicDescription> description_;  // the last one of a usable topic
  int32_t source_ = kUnknownBroker;                     // the broker that the topic is read from
  std::string shown_topic_id_;  // of the topic that is shown; empty: unknown, or something says that it was truncated
  int missing_count_ = 0;       // descriptions in a row that say that the topic is missing

  Phase phase_ = Phase::kNoTopic;
  uint64_t generation_ = 0;
  Replay replay_;
  Batch batch_;
  LogBounds log_;  // as the newest fetch showed it
  bool has_new_assignment_ = false;
  bool wants_probe_ = false;
};

}  // namespace rollcall::feed
