// SPDX-License-Identifier: Apache-2.0
// What a watch has received since its newest checkpoint. It waits here until the next checkpoint, because the stream
// may end before that (rollcall.proto, WatchStatus).
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>
#include <variant>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall::client {

// Holds only the newest change of each node, so its size depends on the number of nodes and not on the number of
// messages. For one thread.
class Aside {
 public:
  using Change = std::variant<v1::NodeStatus, v1::RemovedNode>;

  Aside() = default;
  Aside(const Aside&) = delete;  // by_node_ points into changes_
  Aside& operator=(const Aside&) = delete;

  // Adds a message. A snapshot makes everything before it void.
  void Add(const v1::WatchStatusResponse& message);
  void Clear();

  // Why the changes replace everything that the client holds; nullopt if they do not.
  const std::optional<v1::SnapshotStarted::Reason>& snapshot() const { return snapshot_; }
  // In the order in which they came; each node once. The caller may move the statuses out.
  std::list<Change>& changes() { return changes_; }
  const std::list<Change>& changes() const { return changes_; }

 private:
  void Put(int32_t node_id, Change change);

  std::optional<v1::SnapshotStarted::Reason> snapshot_;
  std::list<Change> changes_;
  std::unordered_map<int32_t, std::list<Change>::iterator> by_node_;
};

}  // namespace rollcall::client
