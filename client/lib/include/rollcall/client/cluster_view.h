// SPDX-License-Identifier: Apache-2.0
// A copy of the nodes that a watch selects, and how they change. It folds the messages of the watch as the API's manual
// says (rollcall.proto, WatchStatus): the nodes that it holds are always those of the newest checkpoint. It checks the
// digest of each checkpoint.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

class Aside;  // the library's own

// How one node differs from what the view held of it.
struct NodeChange {
  enum class Kind {
    kAdded,        // it was not held
    kChanged,      // its status differs
    kRepublished,  // its status is the same, from another record
    kUnchanged,    // only in a snapshot: it is from the same record
    kRemoved,      // it is no longer held
  };
  Kind kind;
  v1::NodeStatus before;        // what was held; default if kAdded
  const v1::NodeStatus* after;  // what the view holds now, until its next step; null if kRemoved
  // If kRemoved: why, in which state, and by which record. After a snapshot that no longer has the node: with the
  // snapshot's revision and without a reason, if no more was sent. Otherwise default.
  v1::RemovedNode removed;

  int32_t node_id() const { return after != nullptr ? after->node_id() : removed.node_id(); }
};

// The effect of one message. A message without a checkpoint has none. One with a checkpoint has that of all messages
// since the checkpoint before.
struct ViewStep {
  enum class Digest { kNotChecked, kMatches, kDiffers };

  // Why the server sent all nodes instead of changes; nullopt if it did not. The changes are then the differences from
  // what was held before, with all nodes that are the same.
  std::optional<v1::SnapshotStarted::Reason> snapshot;
  // Each node at most once. First the nodes that are held, then those that are removed, each in the order in which they
  // were sent.
  std::vector<NodeChange> changes;
  Digest digest = Digest::kNotChecked;  // checked if and only if the message has a checkpoint; kDiffers: no effect
  v1::Header header;                    // of the message's checkpoint; default if it has none
};

// For one thread.
class ClusterView {
 public:
  ClusterView();
  ~ClusterView();
  ClusterView(ClusterView&&) noexcept;
  ClusterView& operator=(ClusterView&&) noexcept;

  // Puts the message aside. If it has a checkpoint, applies everything that is aside if the digest matches then, and
  // drops it if not.
  ViewStep Apply(const v1::WatchStatusResponse& message);
  // Drops what is aside. Call it when a stream has ended, before the first message of the next one.
  void DropAside();

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
  void ApplyAside(ViewStep& step);
  NodeChange Put(v1::NodeStatus node, Nodes& held);

  std::unique_ptr<Aside> aside_;  // what was received since the newest checkpoint
  Nodes nodes_;
  uint64_t digest_ = 0;
  v1::Header header_;
  bool complete_ = false;
};

}  // namespace rollcall::client
