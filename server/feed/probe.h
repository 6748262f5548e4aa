// SPDX-License-Identifier: Apache-2.0
// The probe: fresh evidence of where the topic ends, and that it still is the topic that was read. Plain data.
// kafka_probe.h carries a probe out.
//
// Reaching the end of a topic is reported once, so an idle topic gives no sign of life. And right after an election a
// fetch may end at an older offset than an earlier fetch did, because the new leader does not know yet which records
// are committed (high watermark; Kafka's KIP-207). So a probe first asks the leader where the log ends; the leader
// refuses to answer until it knows. Then the probe asks the other replicas whether it still is the leader
// (leader_quorum.h), and of which topic: a recreated topic has another id. Then the probe reads, on a connection of its
// own, the newest live record that is shown and everything after it up to that end. If one of these does not hold, the
// topic was recreated or truncated:
//
// - The record exists. Compaction never removes the latest record of a key.
// - Every record that was read before is still the same, and none is new, apart from those that are replaced.
// - The end is not below the position up to which the topic was read.
//
// The start of the log shows whether records were deleted. The clock is read before the first request: a record that is
// not in the answer did not exist at that time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "server/feed/leader_quorum.h"
#include "server/state/update.h"

namespace rollcall::feed {

struct ProbeRequest {
  enum class Kind {
    kEnd,      // asks only where the log ends: nothing is shown that could be compared
    kRecords,  // reads the records too
  };
  Kind kind = Kind::kRecords;
  QuorumRule rule;
  // The reader came to an end, but not to the end of the log: an open transaction may be the reason.
  bool wants_last_stable = false;
  // The brokers that records were read from since the topic's id was last confirmed. They must know the same topic.
  std::vector<int32_t> sources;
  std::string topic_id;        // of the topic that was read; empty if the brokers gave none
  uint64_t topic_lookups = 0;  // KafkaResponses::topic_lookups of the reader when the request was made
  uint64_t generation = 0;     // of the replay that the request is about
  int64_t position = 0;        // the next offset to read when the request was made
  int64_t shown_end = 0;       // every record that is shown is below it
  // The first offset to read. It is at or below what an earlier probe has verified, so that the probe covers everything
  // read since. Where the log starts above it, only what is left is read. nullopt: nothing is live, so read from the
  // start of the log.
  std::optional<int64_t> from;
  std::optional<state::RecordId> expect;  // a live record; nullopt: no record is known that must exist
  std::string expect_key;
  std::optional<state::RecordId> last_record;  // the last one before `position`
  bool last_must_exist = false;                // compaction cannot have removed `last_record` since it was read
};

struct ProbeResult {
  ProbeRequest request;
  Instant started;  // before the first request to the broker
  // The first records below `request.position`, at most kMaxFound, without those that the probe found replaced. Another
  // Kafka replica, from which the topic was read, may have compacted the latter away already.
  std::vector<state::RecordId> found;
  std::vector<state::RecordId> found_replaced;
  std::optional<state::RecordId> expect_found;  // the record at the expected record's offset
  std::optional<state::RecordId> last_found;    // the last record below `request.position`
  int64_t end_offset = 0;                       // every record that was acknowledged is below it
  // What no open transaction holds back is below it. nullopt: not asked for, because everything below the end was read.
  std::optional<int64_t> last_stable_offset;
  std::string topic_id;   // empty if the brokers give none. If it is not the request's, the records are not known.
  int32_t leader = -1;    // the broker that leads the partition
  int64_t log_start = 0;  // the first offset that the log may contain
  // For a request without `from`: whether a node has a live record below `request.shown_end` all the same.
  bool found_unexpected_live = false;

  static constexpr size_t kMaxFound = 65'536;
};

}  // namespace rollcall::feed
