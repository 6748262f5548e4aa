// SPDX-License-Identifier: Apache-2.0
// A PublisherLoop that remembers what it was told. Every node is settled at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/publisher/publisher_loop.h"
#include "base/mutex.h"

namespace rollcall::agent {

// Thread-safe.
class FakePublisherLoop : public PublisherLoop {
 public:
  void Set(int32_t node_id, std::string content) override {
    MutexLock lock(mutex_);
    contents_[node_id] = std::move(content);
    not_renewed_.erase(node_id);
    ++changes_;
  }
  void Retire(int32_t node_id) override {
    MutexLock lock(mutex_);
    contents_[node_id] = std::nullopt;
    ++changes_;
  }
  void StopRenewing(int32_t node_id) override {
    MutexLock lock(mutex_);
    not_renewed_.insert(node_id);
  }
  bool Flush(const Deadline& /*deadline*/) override { return true; }
  std::vector<PublicationStatus> Statuses() const override { return {}; }

  // By node id; nullopt: retired.
  std::map<int32_t, std::optional<std::string>> contents() const {
    MutexLock lock(mutex_);
    return contents_;
  }
  // Nodes whose leases are not renewed.
  std::set<int32_t> not_renewed() const {
    MutexLock lock(mutex_);
    return not_renewed_;
  }
  int changes() const {
    MutexLock lock(mutex_);
    return changes_;
  }

 private:
  mutable Mutex mutex_;
  std::map<int32_t, std::optional<std::string>> contents_ ABSL_GUARDED_BY(mutex_);
  std::set<int32_t> not_renewed_ ABSL_GUARDED_BY(mutex_);
  int changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace rollcall::agent
