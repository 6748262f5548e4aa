// SPDX-License-Identifier: Apache-2.0
// Folds the messages of a watch as the API's manual says (rollcall.proto, WatchStatus): the nodes that it holds are
// always those of the newest checkpoint. It checks the digest of each checkpoint.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "client/lib/watch/aside.h"
#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// The effect of one message. A message without a checkpoint has none. One with a checkpoint has that of all messages
// since the checkpoint before, in which each node is at most once.
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
  // Only nodes that were held. After a snapshot they are the nodes that it no longer has: with the snapshot's revision
  // and without a reason if none was sent.
  std::vector<v1::RemovedNode> removed;
  std::vector<v1::NodeStatus> removed_before;  // what was held of each of `removed`, in the same order
  Digest digest = Digest::kNotChecked;  // checked if and only if the message has a checkpoint; kDiffers: no effect
  v1::Header header;                    // of the message's checkpoint; default if it has none
};

// For one thread.
class Fold {
 public:
  // Puts the message aside. If it has a checkpoint, applies everything that is aside if the digest matches then, and
  // drops it if not.
  AppliedMessage Apply(const v1::WatchStatusResponse& message);
  // Drops what is aside. Call it when a stream has ended, before the first message of the next one.
  void DropAside() { aside_.Clear(); }

  using Nodes = std::map<int32_t, v1::NodeStatus>;  // by node id

  // Complete and exact at header().
  const Nodes& nodes() const { return nodes_; }
  // The header of the newest checkpoint whose digest matched; default before the first one.
  const v1::Header& header() const { return header_; }
  // Whether there has been such a checkpoint.
  bool complete() const { return complete_; }
  // Sum of the held nodes' fingerprints, mod 2^64.
  uint64_t digest() const { return digest_; }

 private:
  uint64_t FingerprintOf(int32_t node_id) const;
  uint64_t DigestWithAside() const;
  void ApplyAside(AppliedMessage& applied);
  AppliedMessage::Updated Put(v1::NodeStatus node);

  Aside aside_;
  Nodes nodes_;
  uint64_t digest_ = 0;
  v1::Header header_;
  bool complete_ = false;
};

}  // namespace rollcall::client
