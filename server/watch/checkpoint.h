// SPDX-License-Identifier: Apache-2.0
// The checkpoint of a watch message: what the client holds now is complete, and this token resumes from it. Pure
// functions, thread-safe.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/bytes.h"
#include "server/watch/selection_head.h"

namespace rollcall::watch {

// The field `checkpoint` of WatchStatusResponse, and the source state that its header reports.
struct CheckpointField {
  encoding::BytesPtr bytes;
  v1::SourceState source_state = v1::SOURCE_STATE_UNSPECIFIED;
};

// The checkpoint at `head`, in a message that is composed at `now`.
CheckpointField EncodeCheckpoint(const SelectionHead& head, uint64_t request_hash, Instant now);

}  // namespace rollcall::watch
