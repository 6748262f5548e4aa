// A node as the server shows it: what it says (Body) and where it stands in the order of changes (NodeVersion).
//
// Both are immutable and shared: by the index, by list snapshots, by selections of watches.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::state {

inline constexpr int64_t kNoRevision = -1;

// A live record of a node, decoded and encoded once. There is one for each node: its bytes are one piece of memory.
struct Body {
  int64_t offset = kNoRevision;
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
  // fields of NodeStatus stand in this order: head (what precedes the rows), rows (coprocessors), tail (the rest).
  std::string_view field() const { return std::string_view(bytes).substr(field_begin); }
  std::string_view head() const { return Part(field_begin + preface_size, rows_begin); }
  std::string_view rows() const { return Part(rows_begin, rows_end); }
  std::string_view tail() const { return std::string_view(bytes).substr(rows_end); }

 private:
  std::string_view Part(size_t begin, size_t end) const { return std::string_view(bytes).substr(begin, end - begin); }
};
using BodyPtr = std::shared_ptr<const Body>;

// A node after a change.
struct NodeVersion {
  int32_t id = 0;
  // Its place in the order of changes: the highest offset among the records of all its keys, tombstones too.
  int64_t changed = kNoRevision;
  uint64_t change_fingerprint = 0;  // of the record at `changed`
  // `changed` of the version before, where it is certain that no version lay between (on any replica); else
  // kNoRevision.
  int64_t follows = kNoRevision;
  BodyPtr body;  // null: the node is gone
};
using NodeVersionPtr = std::shared_ptr<const NodeVersion>;

// A place in the order of changes. Two nodes share an offset where a record's key is ambiguous.
struct Place {
  int64_t revision = kNoRevision;
  int32_t id = 0;
  auto operator<=>(const Place&) const = default;
};

// A change that somebody else can recognise: what resume tokens carry.
struct Anchor {
  int32_t id = 0;
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  bool operator==(const Anchor&) const = default;
};

}  // namespace rollcall::state
