// SPDX-License-Identifier: Apache-2.0
// What one record says of one node: key and value taken together.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "topic/record/json_codec.h"
#include "topic/record/key.h"
#include "topic/record/status.h"

namespace rollcall::topic {

// Raise it when the same record would be shown differently than before, because of a change here, in the JSON codec or
// in server/encoding. Resume tokens from servers with another version then begin with a snapshot, and their page tokens
// are refused (select::RequestHash).
inline constexpr uint8_t kDecoderVersion = 1;

struct DecodedRecord {
  int32_t node_id = 0;
  std::variant<Status, Problem> content;
};

// A live record (not a tombstone) under a key that is a node key. Rules, in this order: a value above kMaxValueBytes is
// kTooLarge; one that DecodeValue refuses keeps its problem; one whose node_id is none of the key's ids is
// kKeyMismatch. The node is the key's only id; under an ambiguous key the one that the value names, else the decimal
// one.
DecodedRecord DecodeRecord(const KeyIds& key_ids, std::string_view value);

}  // namespace rollcall::topic
