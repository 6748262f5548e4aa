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

// A live record of a node, decoded and encoded once.
struct Body {
  int32_t node_id = 0;
  int64_t offset = kNoRevision;
  uint64_t fingerprint = 0;
  v1::NodeStatus::State state = v1::NodeStatus::STATE_UNSPECIFIED;
  std::string key;
  std::string value;  // empty where the record is too large to keep
  // ListNodesResponse.nodes, equally WatchStatusResponse.updated, in the BASIC view: tag, length, NodeStatus. The
  // fields of NodeStatus stand in this order: what precedes the rows; the rows (coprocessors) from rows_begin to
  // rows_end; the rest.
  std::string field;
  uint32_t status_begin = 0;  // first byte of NodeStatus in `field`
  uint32_t rows_begin = 0;
  uint32_t rows_end = 0;

  std::string_view head() const { return std::string_view(field).substr(status_begin, rows_begin - status_begin); }
  std::string_view rows() const { return std::string_view(field).substr(rows_begin, rows_end - rows_begin); }
  std::string_view tail() const { return std::string_view(field).substr(rows_end); }
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
