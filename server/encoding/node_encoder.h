// SPDX-License-Identifier: Apache-2.0
// Encodes a decoded record into the bytes that lists and watches send.
//
// A change to what these functions show for the same record needs a new topic::kDecoderVersion. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"
#include "server/encoding/encoded_node.h"
#include "topic/record/record.h"
#include "topic/record/record_decoder.h"

namespace rollcall::encoding {

// A Problem shows at most this much of a record's key.
inline constexpr size_t kMaxProblemKeyBytes = 256;

// `record` has a value and its key is a node key. `decoded` and `fingerprint` belong to this record. A node whose BASIC
// view would be larger than topic::kMaxValueBytes is encoded as invalid (CODE_TOO_LARGE).
EncodedNodePtr EncodeNode(const topic::RecordView& record, const topic::DecodedRecord& decoded, uint64_t fingerprint);

// The problem of a record whose key is no node id. The first kMaxProblemKeyBytes of the key are enough.
v1::Problem InvalidKeyProblem(std::string_view key, int64_t offset);

}  // namespace rollcall::encoding
