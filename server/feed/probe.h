// SPDX-License-Identifier: Apache-2.0
// The probe: fresh evidence of where the topic ends, and that it still is the one that was read. Plain data;
// kafka_probe.h does it.
//
// Reaching the end of a topic is reported once, so an idle topic gives no sign of life; and right after an election
// a fetch may end at an older offset than one did before, because the new leader does not yet know all that is
// committed (high watermark; Kafka's KIP-207). So a probe first asks the leader where the log ends, which it refuses to
// tell until it knows, and then reads, on a connection of its own, the newest live record that is shown and everything
// after it up to there. The record must be there (compaction never removes the latest record of a key), records met
// again must be those that were read, and the end must not lie before what was read already; else the topic was
// recreated or truncated. Where the log starts tells of deleted records. The clock is read before the request: what the
// answer does not hold did not exist then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/state/update.h"

namespace rollcall::feed {

struct ProbeRequest {
  enum class Kind {
    kEnd,      // nothing is shown that could be compared: only where the log ends
    kRecords,  // and the records
  };
  Kind kind = Kind::kRecords;
  uint64_t generation = 0;  // of the replay that it asks about
  int64_t position = 0;     // next offset to read when it was made
  int64_t shown_end = 0;    // what is shown was read below it
  // Where to begin: at or before what an earlier probe found to be right, so that nothing read since goes unseen;
  // nullopt: nothing is live, read from the start.
  std::optional<int64_t> from;
  std::optional<state::RecordId> expect;  // a live record; nullopt: none is known that must stand
  std::string expect_key;
  std::optional<state::RecordId> last_record;  // before `position`
  bool last_must_stand = false;                // compaction cannot have removed it since
};

struct ProbeResult {
  ProbeRequest request;
  absl::Time started;                           // before the request
  std::vector<state::RecordId> found;           // the first records below `request.position`, at most kMaxFound
  bool is_out_of_range = false;                 // `request.from` is not in the log; the rest is not known
  std::optional<state::RecordId> expect_found;  // what stands at the expected record's offset
  std::optional<state::RecordId> last_found;    // the last record below `request.position`
  int64_t end_offset = 0;                       // all that was committed stands below it
  int64_t log_start = 0;                        // the first offset that the log may hold
  // Where nothing is live: whether a node's live record stands below `request.shown_end` all the same.
  bool found_unexpected_live = false;

  static constexpr size_t kMaxFound = 65'536;
};

}  // namespace rollcall::feed
