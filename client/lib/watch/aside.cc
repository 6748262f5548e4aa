// SPDX-License-Identifier: Apache-2.0
#include "client/lib/watch/aside.h"

#include <iterator>
#include <utility>

namespace rollcall::client {

void Aside::Add(const v1::WatchStatusResponse& message) {
  if (message.has_snapshot_started()) {
    Clear();
    snapshot_ = message.snapshot_started().reason();
  }
  for (const v1::NodeStatus& node : message.updated()) Put(node.node_id(), node);
  for (const v1::RemovedNode& removed : message.removed()) Put(removed.node_id(), removed);
}

void Aside::Clear() {
  snapshot_.reset();
  changes_.clear();
  by_node_.clear();
}

void Aside::Put(int32_t node_id, Change change) {
  const auto [at, is_new] = by_node_.try_emplace(node_id);
  if (!is_new) changes_.erase(at->second);
  at->second = changes_.insert(changes_.end(), std::move(change));
}

}  // namespace rollcall::client
