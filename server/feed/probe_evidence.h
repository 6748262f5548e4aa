// SPDX-License-Identifier: Apache-2.0
// The evidence that probes gave about one replay: which answer counts, when it counts, and what it cannot prove.
//
// Plain code; the time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/probe.h"

namespace rollcall::feed {

class ProbeEvidence {
 public:
  // A probe that began at `started` was answered. Returns how much earlier the answered probe before it began;
  // -InfiniteDuration for the first one.
  absl::Duration OnAnswer(Instant started);
  // The whole topic was read by `now`, which tells as much as an answered probe, however long it took.
  void MarkRead(Instant now) { answered_at_ = now; }
  // Counts answers in a row which say that what was read lies outside the log. Returns whether there are enough of them
  // to be believed: a single probe may have reached an old leader.
  bool ConfirmOutsideLog(bool is_outside);

  // An answer counts only once everything below its end is read, because only then is it known which records replaced
  // the ones that the probe expected. So it is kept until then. Of two answers the one with the lower end is kept: a
  // later end must not move the goal of a reader that is on its way. An answer of another leader replaces it.
  void Keep(const ProbeResult& result);
  bool IsKept() const { return kept_.has_value(); }
  // Whether an answer is kept and everything below its end is read, if `next_offset` is the next offset to read and
  // `broker` answered the newest fetch (-1: unknown). An answer of another broker does not count yet: after an unclean
  // election the new leader may lack what was read from the old one. The client finds that out by the leader's epochs
  // (KIP-320) before it fetches from the new leader.
  bool IsReached(int64_t next_offset, int32_t broker) const;
  // The kept answer if it is reached; it is not kept any longer then.
  std::optional<ProbeResult> TakeReached(int64_t next_offset, int32_t broker);

  // There was no evidence for a while: the topic may have been truncated or replaced in that time. Only evidence from
  // after `now` ends this. A repeated call changes nothing.
  void MarkUnverified(Instant now);
  // Applies evidence from a probe that began at `started`. Returns whether the topic is verified then.
  bool Verify(Instant started);
  bool is_verified() const { return !unverified_since_.has_value(); }

 private:
  std::optional<ProbeResult> kept_;
  Instant answered_at_ = Instant::InfiniteFuture();  // when the last answered probe began
  int outside_log_count_ = 0;
  std::optional<Instant> unverified_since_;
};

}  // namespace rollcall::feed
