// SPDX-License-Identifier: Apache-2.0
// The state of the server's source, which is its topic, as headers show it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::state {

// A state is called current for this long after the last evidence that it is the newest.
inline constexpr absl::Duration kCurrentFor = absl::Seconds(5);

// The topic turned out to be a different one. Records read since the last evidence before that were shown, but may
// belong to the new topic. A resume token issued in that time names changes that the new topic has too, and says
// nothing about the rest of the new topic. So it cannot be trusted.
struct UntrustedWindow {
  Instant as_of = Instant::InfinitePast();  // tokens with newer evidence can be trusted
  int64_t revision = 0;                     // tokens up to this revision can be trusted
  bool operator==(const UntrustedWindow&) const = default;
};

// How far a complete read of the topic has come.
struct ReadProgress {
  int64_t offset = 0;  // the next one to read
  int64_t end = 0;     // of the log
  bool operator==(const ReadProgress&) const = default;
};

struct SourceStatus {
  v1::SourceState state = v1::SOURCE_STATE_DISCONNECTED;  // until a broker answers
  Instant state_since;
  Instant as_of = Instant::InfinitePast();  // the time of the last evidence; InfinitePast if there is none yet
  uint64_t clock_id = 0;                    // of the process, by whose clock the times are
  // Where the log began when the records of the present state were read. Records below it are not known.
  int64_t log_start = 0;
  UntrustedWindow untrusted;
  std::optional<ReadProgress> progress;  // nullopt: no complete read is under way, or it has just begun
  std::string cluster_id;
  std::string topic;
  std::string topic_id;  // of the topic that the present state was read from; empty if brokers give none
  std::string detail;    // for a person to read: why the topic is missing, unsuitable or unreachable

  bool operator==(const SourceStatus&) const = default;

  // The state that is to be shown at `now`. Old evidence is not current, even if the process was stopped for a while
  // and the status was not updated since.
  v1::SourceState StateAt(Instant now) const {
    const bool is_too_old = state == v1::SOURCE_STATE_CURRENT && now - as_of > kCurrentFor;
    return is_too_old ? v1::SOURCE_STATE_BEHIND : state;
  }
  // This status as it is to be shown at `now`, with no time after `now`: the caller may have read the clock before the
  // status.
  SourceStatus At(Instant now) const {
    SourceStatus status = *this;
    status.as_of = std::min(as_of, now);
    status.state = StateAt(now);
    if (status.state != state) status.state_since = as_of + kCurrentFor;
    status.state_since = std::min(status.state_since, now);
    return status;
  }
};

}  // namespace rollcall::state
