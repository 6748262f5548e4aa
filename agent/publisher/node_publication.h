// SPDX-License-Identifier: Apache-2.0
// Decides what is published for one node, and when: the pure part of a publisher.
//
// Its owner tells it the state that the topic should show (Set, Retire), what became of the record in flight (OnAcked,
// OnFailed), and what is read from the topic. It answers with the next record to append.
//
//   One record   At most one is in flight. The next one is made from the newest state, when it is due.
//   Coalescing   A change is published `coalesce` after it came, together with the changes that came meanwhile. A state
//                that is equal to the published one is not published.
//   Lease        With a lease, the status is published again after 55 % to 80 % of it. A status "down" has no lease:
//                it needs no proof of life.
//   Ownership    A publisher that has yielded publishes nothing (ownership.h).
//   Correction   If somebody else overwrote the status, it is published again at once. If that happens again and again,
//                the pause between two corrections grows up to a minute. A retired node is retired again only if a
//                given-up attempt of this publisher was written after the tombstone.
//   Retry        A record that failed is followed by the state of that time, after a pause that grows up to 5 s.
//
// Plain code: no threads, no Kafka. Time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "agent/publisher/instance.h"
#include "agent/publisher/ownership.h"
#include "agent/publisher/record_topic.h"
#include "rollcall/instant.h"

namespace rollcall::agent {

struct PublicationOptions {
  KeyFormat key_format = KeyFormat::kBinary;
  absl::Duration coalesce = absl::Milliseconds(20);
  absl::Duration min_interval;                          // between two records about changes of the state
  std::optional<absl::Duration> lease;                  // lease_s; nullopt: none
  absl::Duration takeover_after = absl::Seconds(10);    // how long a newer publisher may be silent (ownership.h)
  bool follows = true;                                  // whether the topic is read, and OnCaughtUp will be called
  absl::Duration longest_read = absl::Seconds(5);       // how long the first record waits for OnCaughtUp
  std::function<double()> random = [] { return 0.5; };  // uniform in [0, 1)
};

class NodePublication {
 public:
  // Why a record is appended.
  enum class Cause { kChange, kLease, kCorrection, kRetry };

  struct Append {
    Record record;
    Cause cause;
  };

  // `instance` has the kind and the id of this run, and the smallest generation to use.
  NodePublication(int32_t node_id, Instance instance, PublicationOptions options, Instant now);

  // The state that the topic should show. `content` is made by PrepareContent or DownContent (content.h).
  void Set(std::string content, Instant now);
  // The node should be gone: tombstones under each of its keys, but not under one that holds another node's record.
  void Retire(Instant now);
  // Nobody knows any more whether the state that was set is true. So its lease is not renewed, and a record of somebody
  // else is not corrected, until Set or Retire is called again, with whatever state.
  void StopRenewing() { is_renewed_ = false; }

  // The record to append now, if one is due. Nothing more is due until OnAcked or OnFailed is called.
  std::optional<Append> Next(Instant now);
  // When Next or NeedsEnd have to be called again, if nothing else happens before. InfiniteFuture if nothing is due by
  // time alone.
  Instant NextTime() const;
  // When the next record is due, also while NeedsEnd is true. InfiniteFuture if none is due by time alone.
  Instant DueTime() const;
  void OnAcked(int64_t offset, Instant now);
  // It is unknown whether the record was written.
  void OnFailed(Instant now);

  // As in ownership.h.
  void OnReplayStarted() { ownership_.OnReplayStarted(); }
  void OnRecord(const ReadRecord& record, Instant now) { ownership_.OnRecord(record, now); }
  void OnCaughtUp(int64_t end, Instant asked_at, Instant now) { ownership_.OnCaughtUp(end, asked_at, now); }
  bool NeedsEnd(Instant now) const { return ownership_.NeedsEnd(now); }

  int32_t node_id() const { return node_id_; }
  const Ownership& ownership() const { return ownership_; }
  // Whether the topic is known to show the state that was set last: acknowledged and, as far as read, not overwritten.
  // True if nothing was set, and if this publisher has yielded.
  bool IsSettled() const;
  // When the newest acknowledged record stops being a proof of life: three leases after it was sent. nullopt if there
  // is none, or if it has no lease.
  std::optional<Instant> LeaseEnd() const { return lease_end_; }
  // When the status has to be published again as a proof of life. It is in the past until that is acknowledged.
  // InfiniteFuture if the status needs none.
  Instant RenewalDue() const { return is_renewed_ ? lease_due_ : Instant::InfiniteFuture(); }

 private:
  // What the topic should show, or shows. No content: the node is gone.
  struct State {
    std::optional<std::string> content;
    bool is_down = false;  // by its content
    bool operator==(const State&) const = default;
  };

  struct InFlight {
    State state;
    std::string key;
    Instant started;
    bool has_lease = false;
    bool completes = true;  // the topic shows the state when this record is written
  };

  void SetState(State state, Instant now);
  bool IsChanged() const { return desired_.has_value() && published_ != desired_; }
  bool IsOverwritten() const;
  bool MayPublish() const;
  Instant FirstTime() const;
  // When a record is due, and why. nullopt if none is.
  struct Due {
    Instant time;
    Cause cause;
  };
  std::optional<Due> NextDue() const;
  Append AppendStatus(Cause cause, Instant now);
  Append AppendTombstone(Cause cause, Instant now);
  std::vector<std::string> TombstoneKeys() const;
  void CountCorrection(Instant now);
  void ScheduleLease(const InFlight& acked);

  const int32_t node_id_;
  const PublicationOptions options_;
  const std::string key_;  // of statuses
  const Instant created_;
  Ownership ownership_;

  std::optional<State> desired_;  // nullopt: nothing was set yet
  bool is_renewed_ = true;
  std::optional<State> published_;  // the state of the newest acknowledged record; nullopt: unknown
  std::optional<InFlight> in_flight_;
  std::vector<std::string> tombstones_left_;  // keys, while the node is being retired

  Instant changed_at_;                                    // the first change after the record in flight
  Instant last_change_record_ = Instant::InfinitePast();  // when the last record about a change was sent
  Instant lease_due_ = Instant::InfiniteFuture();
  std::optional<Instant> lease_end_;
  Instant retry_at_ = Instant::InfinitePast();
  absl::Duration retry_pause_;
  bool is_retry_ = false;

  Instant last_correction_ = Instant::InfinitePast();
  absl::Duration correction_pause_;  // after the last correction
};

}  // namespace rollcall::agent
