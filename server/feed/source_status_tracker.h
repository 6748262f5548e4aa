// SPDX-License-Identifier: Apache-2.0
// Tracks the state of the server's source: is what it shows the newest state of the topic, and if not, why?
//
// Plain code; the time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/fetch_stall.h"
#include "server/state/source_status.h"

namespace rollcall::feed {

class SourceStatusTracker {
 public:
  // How far reading has come.
  struct Progress {
    bool is_tailing = false;       // the first complete read is done
    bool end_was_reached = false;  // after the last record: everything below `next_offset` was delivered
    int64_t next_offset = 0;       // the next offset to read; not negative
    std::optional<int64_t> known_end = std::nullopt;  // the end of the log, as the newest fetch showed it
    uint64_t fetches = 0;                             // how many fetches were answered by now
  };

  // `clock_id`: of the process, by whose clock all times are.
  SourceStatusTracker(std::string topic, uint64_t clock_id, Instant now);

  // --- inputs ---
  // The topic was described, or could not be. `usable`: OK if the topic can be served, otherwise the reason.
  void OnDescription(const absl::Status& usable, bool broker_answered);
  void SetLogStart(int64_t offset) { source_.log_start = offset; }
  void SetClusterId(const std::string& id) { source_.cluster_id = id; }
  // The id of the topic that is shown from now on; empty if brokers give none.
  void SetTopicId(const std::string& id) { source_.topic_id = id; }
  // OK: the probe was answered.
  void OnProbe(const absl::Status& answered);
  // Records, or the event of reaching the end, arrived: an earlier read fault is over.
  void OnRead();
  // Everything below `offset` was read, and a transaction that began there holds the rest back. nullopt: none does.
  void SetOpenTransaction(std::optional<int64_t> offset) { open_transaction_ = offset; }
  // Nothing more can be read, for the reason `why`.
  void OnReadFault(const std::string& why) { read_fault_ = why; }
  // The topic is read again from its start, for the reason `why`. "": that read is done.
  void SetReplayReason(const std::string& why) { replay_reason_ = why; }
  // How far that read has come.
  void SetProgress(std::optional<state::ReadProgress> progress) { source_.progress = progress; }
  // At `as_of` the topic held nothing beyond what was read.
  void SetAsOf(Instant as_of) { source_.as_of = as_of; }
  // The topic is a different one. Records beyond `revision`, read since the last evidence, may belong to the new one.
  void MarkUntrusted(int64_t revision) { source_.untrusted = {source_.as_of, revision}; }

  // --- conclusions ---
  bool IsUsable() const { return topic_ == Topic::kUsable; }
  const std::string& cluster_id() const { return source_.cluster_id; }
  const std::string& topic() const { return source_.topic; }
  // The age of the newest evidence. InfiniteDuration if there is none.
  absl::Duration TimeSinceConfirmed(Instant now) const { return now - source_.as_of; }
  // The status now. Logs a line if the state or the reason changed, at most six a minute.
  const state::SourceStatus& Update(const Progress& progress, Instant now);

 private:
  enum class Topic { kUnknown, kUsable, kMissing, kUnsuitable };

  void NoteAnswer() { has_answered_ = is_reachable_ = true; }
  v1::SourceState StateNow(const Progress& progress, Instant now) const;
  std::string ReplayText() const;
  std::string DetailOf(v1::SourceState state, const Progress& progress) const;
  void NoteProgress(const Progress& progress, Instant now);
  void LogChange(Instant now);

  state::SourceStatus source_;
  Topic topic_ = Topic::kUnknown;
  bool has_answered_ = false;  // a broker has answered at least once
  bool is_reachable_ = false;  // a broker answered last time
  std::string topic_fault_;    // the reason why the topic is missing, unsuitable, or cannot be described
  std::string probe_fault_;
  std::string read_fault_;
  std::string replay_reason_;
  std::optional<int64_t> open_transaction_;
  FetchStall stall_;
  v1::SourceState logged_state_ = v1::SOURCE_STATE_BEHIND;  // every start is behind at first, so that is not logged
  std::string logged_detail_;
  Instant logged_at_;
  Instant minute_began_ = Instant::InfinitePast();
  int lines_this_minute_ = 0;
};

}  // namespace rollcall::feed
