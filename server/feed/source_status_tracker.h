// SPDX-License-Identifier: Apache-2.0
// Judges how the server stands to its topic, and says why in a person's words.
//
// Plain code; the time is an argument. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/state/source_status.h"

namespace rollcall::feed {

class SourceStatusTracker {
 public:
  // How far reading has come.
  struct Progress {
    bool is_tailing = false;           // the first complete read is done
    bool end_was_reached = false;      // since the last record: nothing is missing up to the position
    int64_t next_offset = 0;           // to read
    std::optional<int64_t> known_end;  // of the log, as the newest fetch showed it
  };

  SourceStatusTracker(std::string topic, absl::Time now);

  // --- what is heard ---
  // A description of the topic, or why there is none; `usable` is OK where the topic can be served.
  void OnDescription(const absl::Status& usable, bool broker_answered, absl::Time now);
  void SetLogStart(int64_t offset) { source_.log_start = offset; }
  void SetClusterId(const std::string& id) { source_.cluster_id = id; }
  // OK: the probe was answered.
  void OnProbe(const absl::Status& answered);
  // Records, or the end, arrived: what was wrong with reading is over.
  void OnRead(absl::Time now);
  // Why nothing more can be read.
  void OnReadFault(const std::string& why) { read_fault_ = why; }
  // The topic is read again from its start; "": no longer.
  void SetReplayReason(const std::string& why) { replay_reason_ = why; }
  // Whatever was read up to here was all there was at that time.
  void SetAsOf(absl::Time as_of) { source_.as_of = as_of; }
  // What was read beyond `revision` since the last evidence was perhaps not of the topic that was read before.
  void MarkUntrusted(int64_t revision) { source_.untrusted = {source_.as_of, revision}; }

  // --- what is concluded ---
  bool IsUsable() const { return topic_ == Topic::kUsable; }
  const std::string& cluster_id() const { return source_.cluster_id; }
  const std::string& topic() const { return source_.topic; }
  // Since when there is no proof that nothing was missed. InfiniteDuration where the clock was set back meanwhile.
  absl::Duration TimeSinceConfirmed(absl::Time now) const;
  const state::SourceStatus& Update(const Progress& progress, absl::Time now);

 private:
  enum class Topic { kUnknown, kUsable, kMissing, kUnsuitable };

  v1::SourceState StateNow(const Progress& progress, absl::Time now) const;
  std::string DetailOf(v1::SourceState state, const Progress& progress, absl::Time now) const;
  bool IsStuck(const Progress& progress, absl::Time now) const;
  void LogChange(absl::Time now);

  state::SourceStatus source_;
  Topic topic_ = Topic::kUnknown;
  bool is_reachable_ = true;
  std::string topic_fault_;  // why the topic is missing, unsuitable, or cannot be described
  std::string probe_fault_;
  std::string read_fault_;
  std::string replay_reason_;
  absl::Time read_at_;                              // when something arrived last
  absl::Time described_at_ = absl::InfinitePast();  // when a broker answered last
  v1::SourceState logged_state_;
  std::string logged_detail_;
  absl::Time logged_at_;
  absl::Time minute_began_ = absl::InfinitePast();
  int lines_this_minute_ = 0;
};

}  // namespace rollcall::feed
