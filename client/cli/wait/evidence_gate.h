// SPDX-License-Identifier: Apache-2.0
// Decides which checkpoints count for a wait: those that are proved to be from after the wait began. What a server
// showed before may have been overtaken by the very change that is waited for.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::cli {

// For one thread. Makes no difference between servers: a stream has one server, and each stream starts anew.
class EvidenceGate {
 public:
  // A new stream begins, perhaps from another server with another clock.
  void OnNewStream() { anchor_.reset(); }

  // Takes the header of a checkpoint that arrived at `now`. Returns why it does not count, as a phrase for "waiting for
  // a trustworthy status (…)"; empty if it counts. It counts if the source is CURRENT and as_of_time is later than the
  // answer_time of the stream's first checkpoint, which the server made after the wait began.
  std::string WhyNotTrusted(const v1::Header& header, Instant now);

 private:
  // A moment after the wait began.
  struct Anchor {
    absl::Time server;  // by the server's clock
    Instant client;     // when that was known here
  };
  bool ClockWasSet(absl::Time answered, Instant now) const;

  std::optional<Anchor> anchor_;  // nullopt before the stream's first checkpoint
};

}  // namespace rollcall::cli
