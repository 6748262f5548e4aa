// A live record of a node, decoded once and encoded once: the bytes that lists and watches share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::encoding {

// Immutable once made. The server holds one for each node, and its bytes are one piece of memory.
struct EncodedNode {
  int64_t offset = -1;  // of the record
  uint64_t fingerprint = 0;
  int32_t node_id = 0;
  v1::NodeStatus::State state = v1::NodeStatus::STATE_UNSPECIFIED;
  std::string bytes;  // key, value, field, one after the other
  uint32_t field_begin = 0;
  uint32_t rows_begin = 0;
  uint32_t rows_end = 0;
  uint8_t key_size = 0;      // a node key has at most 11 bytes
  uint8_t preface_size = 0;  // of the field: tag and length

  std::string_view key() const { return Part(0, key_size); }
  // Empty where the record is too large to keep.
  std::string_view value() const { return Part(key_size, field_begin); }
  // ListNodesResponse.nodes, equally WatchStatusResponse.updated, in the BASIC view: tag, length, NodeStatus. The
  // fields of NodeStatus are in this order: head (what precedes the rows), rows (coprocessors), tail (the rest).
  std::string_view field() const { return std::string_view(bytes).substr(field_begin); }
  std::string_view head() const { return Part(field_begin + preface_size, rows_begin); }
  std::string_view rows() const { return Part(rows_begin, rows_end); }
  std::string_view tail() const { return std::string_view(bytes).substr(rows_end); }

 private:
  std::string_view Part(size_t begin, size_t end) const { return std::string_view(bytes).substr(begin, end - begin); }
};
using EncodedNodePtr = std::shared_ptr<const EncodedNode>;

}  // namespace rollcall::encoding
