// SPDX-License-Identifier: Apache-2.0
// Compares a probe's answer with what was read: is the topic still the same?
//
// Each Find function returns a reason in plain text, such as "…: the topic was recreated", or "" if it finds nothing
// wrong. Plain code. Not thread-safe, except for the store.
#pragma once

#include <cstdint>
#include <string>

#include "server/feed/commit_barrier.h"
#include "server/feed/log_bounds.h"
#include "server/feed/probe.h"
#include "server/state/key_table.h"
#include "server/state/store.h"

namespace rollcall::feed {

// Fills in the records that a probe is compared with. Records read since the last evidence, from offset `verified_end`
// on, may be from another topic. So a probe begins at the last record before `verified_end`, and expects a live one
// from before it, unless that would make it read more than 10,000 offsets.
void ExpectRecords(const state::Store& store, int64_t verified_end, ProbeRequest& request);

// The topic does not reach as far as it was read, or ends before the end that it had at a gap. A probe may have reached
// an old leader, so one such answer proves nothing.
std::string FindOutsideLog(const ProbeResult& result, const CommitBarrier& barrier, const LogBounds& log);

// The probe met another record than was read, or one where none was read that compaction cannot have removed, because
// it is the latest of its key. This can be checked at once, because a record never changes.
std::string FindOtherRecord(const ProbeResult& result, const state::Store& store, const state::KeyTable& table);

// An expected record is missing. Call this only after everything below the probe's end has been read, because a newer
// record may have replaced it. `last_record`: the last one that was read; null if there is none.
std::string FindMissingRecord(const ProbeResult& evidence, const state::KeyTable& table,
                              const state::RecordId* last_record);

// A live record was below the start that the log has now. Looks at every key.
std::string FindDeletedRecord(const ProbeResult& evidence, const state::KeyTable& table);

}  // namespace rollcall::feed
