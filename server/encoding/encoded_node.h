// SPDX-License-Identifier: Apache-2.0
// A node's latest record, decoded once and encoded once. Lists and watches share these bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::encoding {

inline constexpr size_t kMaxNodeKeyBytes = 11;  // "-2147483648"

// EncodeNode makes it and nothing changes it afterwards. The server holds one for each live record, so all its bytes
// are in one allocation.
struct EncodedNode {
  int64_t offset = -1;       // the record's
  uint64_t fingerprint = 0;  // the record's
  int32_t node_id = 0;
  v1::NodeStatus::State state = v1::NodeStatus::STATE_UNSPECIFIED;
  std::string bytes;  // key, value and field, one after the other
  uint32_t field_begin = 0;
  uint32_t rows_begin = 0;
  uint32_t rows_end = 0;
  uint8_t key_size = 0;     // at most kMaxNodeKeyBytes
  uint8_t prefix_size = 0;  // the size of the field's tag and length

  std::string_view key() const { return Part(0, key_size); }
  // The record's value. Empty if the record is too large to keep.
  std::string_view value() const { return Part(key_size, field_begin); }
  // The node in the BASIC view as the field ListNodesResponse.nodes, which has the same number as
  // WatchStatusResponse.updated: tag, length, NodeStatus. The fields of NodeStatus are in ascending order: the head
  // (fields before `coprocessors`), the rows (`coprocessors`), and the tail (fields after them).
  std::string_view field() const { return std::string_view(bytes).substr(field_begin); }
  std::string_view head() const { return Part(field_begin + prefix_size, rows_begin); }
  std::string_view rows() const { return Part(rows_begin, rows_end); }
  std::string_view tail() const { return std::string_view(bytes).substr(rows_end); }

  // What it takes in memory, about.
  size_t memory_bytes() const { return sizeof(EncodedNode) + bytes.size(); }

 private:
  std::string_view Part(size_t begin, size_t end) const { return std::string_view(bytes).substr(begin, end - begin); }
};
using EncodedNodePtr = std::shared_ptr<const EncodedNode>;

}  // namespace rollcall::encoding
