// From a record's reading to the bytes that lists and watches send.
#pragma once

#include <cstdint>

#include "server/state/node.h"
#include "topic/record/reading.h"
#include "topic/record/record.h"

namespace rollcall::state {

// `record` is live and its key is a node key; `fingerprint` is the record's. A node whose BASIC view would be larger
// than topic::kMaxValueBytes becomes invalid (too large).
BodyPtr EncodeBody(const topic::RecordView& record, const topic::Reading& reading, uint64_t fingerprint);

// A record under a key that is no node id.
v1::Problem BadKeyProblem(std::string_view key, int64_t offset);

}  // namespace rollcall::state
