// SPDX-License-Identifier: Apache-2.0
// Applies the messages of a watch as the API's manual says (rollcall.proto, WatchStatus), holds the resulting nodes and
// checks the digest of each checkpoint.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// The effect of one message.
struct AppliedMessage {
  enum class Change {
    kNew,          // the node was not held before
    kChanged,      // the status differs from the one held before
    kRepublished,  // the status is the same, from a newer record
  };
  struct Updated {
    int32_t node_id;
    Change change;
    v1::NodeStatus before;  // the status held before; default if kNew
  };
  enum class Digest { kNotChecked, kMatches, kDiffers };

  std::optional<v1::SnapshotStarted::Reason> snapshot;
  std::vector<Updated> updated;
  std::vector<v1::RemovedNode> removed;  // only nodes that were held
  Digest digest = Digest::kNotChecked;   // checked if and only if the message has a checkpoint
};

// For one thread.
class Fold {
 public:
  AppliedMessage Apply(const v1::WatchStatusResponse& message);

  // By node id. Complete and exact only while complete() is true.
  const std::map<int32_t, v1::NodeStatus>& nodes() const { return held_.nodes; }
  // The header of the newest checkpoint; default before the first one.
  const v1::Header& header() const { return header_; }
  // Whether the newest message had a checkpoint whose digest matched.
  bool complete() const { return complete_; }
  // Sum of the held nodes' fingerprints, mod 2^64.
  uint64_t digest() const { return held_.digest; }

 private:
  struct Held {
    std::map<int32_t, v1::NodeStatus> nodes;
    uint64_t digest = 0;
  };
  AppliedMessage::Updated Put(const v1::NodeStatus& node);
  bool Erase(int32_t node_id);

  Held held_;
  v1::Header header_;
  bool complete_ = false;
};

}  // namespace rollcall::client
