// SPDX-License-Identifier: Apache-2.0
// Decides whether what follows in the log cannot be read: brokers answer fetches, the answers show that the log goes
// on, and nothing arrives.
//
// For some batches that it cannot parse librdkafka reports no event at all, so this is the only sign of them. A reader
// that waits for a broker is not stalled, and neither is one whose broker has just come back: what it knows of the
// log's end may be from before.
//
// Plain code; the time is an argument. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "rollcall/instant.h"

namespace rollcall::feed {

class FetchStall {
 public:
  // Something arrived.
  void Clear() { began_.reset(); }
  // `goes_on`: the log goes on at `next_offset`, the next offset to read. `fetches`: how many were answered by now.
  // To be called several times a second.
  void Update(bool goes_on, int64_t next_offset, uint64_t fetches, Instant now);

  // Whether all fetches of the last five seconds and more were answered in vain.
  bool IsStalled() const;

 private:
  int64_t next_offset_ = 0;
  uint64_t fetches_ = 0;
  std::optional<Instant> began_;  // when the first of the answers in vain came
  Instant answered_at_ = Instant::InfinitePast();
};

}  // namespace rollcall::feed
