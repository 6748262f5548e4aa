// SPDX-License-Identifier: Apache-2.0
// What speaks against the topic still being the one that was read: what a probe met, held against what is known.
//
// Each Find function returns a reason for a person, which ends "…the topic was recreated", or "" where nothing speaks
// against it. Plain code; not thread-safe but for the store.
#pragma once

#include <cstdint>
#include <string>

#include "server/feed/probe.h"
#include "server/state/key_table.h"
#include "server/state/store.h"

namespace rollcall::feed {

// Fills in what the records of a probe are to be compared with. What was read since the last evidence, from offset
// `verified_end` on, may be of another topic: so a probe begins at the last record from before it, and expects a live
// one from before it, if that does not stand too far back.
void ExpectRecords(const state::Store& store, int64_t verified_end, ProbeRequest& request);

// Another record, or one where none was read. At once: what was read cannot have become another.
std::string FindOtherRecord(const ProbeResult& result, const state::Store& store, const state::KeyTable& table);

// A record that had to stand is gone. Once everything below the probe's end is read: what superseded it is known then.
// `last_record`: the last one read now; null: there is none.
std::string FindMissingRecord(const ProbeResult& evidence, const state::KeyTable& table,
                              const state::RecordId* last_record);

// A live record stood below where the log starts now. Looks at every key.
std::string FindDeletedRecord(const ProbeResult& evidence, const state::KeyTable& table);

}  // namespace rollcall::feed
