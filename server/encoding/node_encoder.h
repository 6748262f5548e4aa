// SPDX-License-Identifier: Apache-2.0
// From a record's reading to the bytes that lists and watches send.
#pragma once

#include <cstdint>

#include "server/encoding/encoded_node.h"
#include "topic/record/record.h"
#include "topic/record/record_decoder.h"

namespace rollcall::encoding {

// `record` is live and its key is a node key; `fingerprint` is the record's. A node whose BASIC view would be larger
// than topic::kMaxValueBytes becomes invalid (too large).
EncodedNodePtr EncodeNode(const topic::RecordView& record, const topic::DecodedRecord& decoded, uint64_t fingerprint);

// A record under a key that is no node id.
v1::Problem InvalidKeyProblem(std::string_view key, int64_t offset);

}  // namespace rollcall::encoding
