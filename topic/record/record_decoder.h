// SPDX-License-Identifier: Apache-2.0
// What one record says about one node, from its key and its value together.
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
// are refused (select::RequestIdentity).
inline constexpr uint8_t kDecoderVersion = 5;

struct DecodedRecord {
  int32_t node_id = 0;
  std::variant<Status, Problem> content;
};

// Decodes a live record (not a tombstone) whose key is a node key. The first rule that applies counts: a value above
// kMaxValueBytes is kTooLarge; a value that DecodeValue refuses keeps its problem; a value whose node_id is none of the
// key's ids is kKeyMismatch. The node is the key's only id. An ambiguous key means the id that the value names, or the
// decimal one if the value names neither.
//
// Tools that write other keys of four bytes (a text such as "web1", a big-endian number) make nodes that nobody has. So
// the message of a problem also shows such a key as text and in hex, unless the value names the node that it means.
DecodedRecord DecodeRecord(const KeyIds& key_ids, std::string_view value);

}  // namespace rollcall::topic
