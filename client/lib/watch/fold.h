// SPDX-License-Identifier: Apache-2.0
// What a watch shows, held: applies messages as the API's manual says and checks each checkpoint's digest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// What a message did.
struct AppliedMessage {
  enum class Change {
    kNew,          // not held before
    kChanged,      // says something else than before
    kRepublished,  // says the same in a newer record
  };
  struct Updated {
    int32_t node_id;
    Change change;
    v1::NodeStatus before;  // as held before; default where kNew
  };
  enum class Digest { kNotChecked, kMatches, kDiffers };

  std::optional<v1::SnapshotStarted::Reason> snapshot;
  std::vector<Updated> updated;
  std::vector<v1::RemovedNode> removed;  // those that were held
  bool checkpoint = false;
  Digest digest = Digest::kNotChecked;  // checked at each checkpoint
};

// For one thread.
class Fold {
 public:
  AppliedMessage Apply(const v1::WatchStatusResponse& message);

  // By node id. Complete and exact when complete() says so.
  const std::map<int32_t, v1::NodeStatus>& nodes() const { return nodes_; }
  // Of the newest checkpoint; default before the first.
  const v1::Header& header() const { return header_; }
  // Whether the newest message ended with a checkpoint whose digest matched.
  bool complete() const { return complete_; }
  // Sum of the held nodes' fingerprints, mod 2^64.
  uint64_t digest() const { return digest_; }

 private:
  void Forget();
  AppliedMessage::Updated Replace(const v1::NodeStatus& node);
  bool Remove(int32_t node_id);

  std::map<int32_t, v1::NodeStatus> nodes_;
  v1::Header header_;
  uint64_t digest_ = 0;
  bool complete_ = false;
};

}  // namespace rollcall::client
