// SPDX-License-Identifier: Apache-2.0
// A PublisherLoop without a broker: prints each record that would be published, when it would be.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "agent/publisher/publication_set.h"
#include "agent/publisher/publisher_loop.h"
#include "base/mutex.h"

namespace rollcall::agent {

// Thread-safe.
class DryRunLoop final : public PublisherLoop {
 public:
  // Prints lines of dry_run.h. `out` must outlive it.
  DryRunLoop(const std::string& kind, PublicationOptions options, std::ostream& out);
  ~DryRunLoop() override;

  void Set(int32_t node_id, std::string content) override ABSL_LOCKS_EXCLUDED(mutex_);
  void StopRenewing(int32_t node_id) override ABSL_LOCKS_EXCLUDED(mutex_);
  void Retire(int32_t node_id) override ABSL_LOCKS_EXCLUDED(mutex_);
  bool Flush(const Deadline& deadline) override ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<PublicationStatus> Statuses() const override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  void PrintDue(Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::ostream& out_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  PublicationSet nodes_ ABSL_GUARDED_BY(mutex_);
  int64_t next_offset_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace rollcall::agent
