// SPDX-License-Identifier: Apache-2.0
// A PublisherLoop that remembers what it was told. Every node is settled at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
    ++changes_;
  }
  void Retire(int32_t node_id) override {
    MutexLock lock(mutex_);
    contents_[node_id] = std::nullopt;
    ++changes_;
  }
  bool Flush(const Deadline& /*deadline*/) override { return true; }
  std::vector<PublicationStatus> Statuses() const override { return {}; }

  // By node id; nullopt: retired.
  std::map<int32_t, std::optional<std::string>> contents() const {
    MutexLock lock(mutex_);
    return contents_;
  }
  int changes() const {
    MutexLock lock(mutex_);
    return changes_;
  }

 private:
  mutable Mutex mutex_;
  std::map<int32_t, std::optional<std::string>> contents_ ABSL_GUARDED_BY(mutex_);
  int changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace rollcall::agent
