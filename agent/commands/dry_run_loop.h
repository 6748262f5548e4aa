// SPDX-License-Identifier: Apache-2.0
// A PublisherLoop without a broker: prints each record that would be published, when it would be.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "agent/publisher/publisher_loop.h"
#include "base/mutex.h"

namespace rollcall::agent {

// Thread-safe.
class DryRunLoop final : public PublisherLoop {
 public:
  // Each record is a line on `out`: the key, with bytes that are not ASCII escaped as in C, a space, and the value,
  // with its line ends (which JSON has between tokens only) replaced by spaces. A tombstone has "null" in place of the
  // value. `out` must outlive it.
  DryRunLoop(std::string kind, PublicationOptions options, std::ostream& out);
  ~DryRunLoop() override;

  void Set(int32_t node_id, std::string content) override;
  void StopRenewing(int32_t node_id) override ABSL_LOCKS_EXCLUDED(mutex_);
  void Retire(int32_t node_id) override;
  bool Flush(const Deadline& deadline) override;
  std::vector<PublicationStatus> Statuses() const override;

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  NodePublication& Node(int32_t node_id, Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PrintDue(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Instant NextTime() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsSettled() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Instance instance_;
  const PublicationOptions options_;
  std::ostream& out_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<int32_t, NodePublication> nodes_ ABSL_GUARDED_BY(mutex_);
  int64_t next_offset_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace rollcall::agent
