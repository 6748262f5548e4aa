// SPDX-License-Identifier: Apache-2.0
// Logs and counts what happens to a PublisherLoop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "agent/commands/publication_metrics.h"
#include "agent/publisher/publisher_loop.h"
#include "base/log.h"
#include "base/mutex.h"

namespace rollcall::agent {

// Thread-safe.
class PublicationReporter final : public PublisherObserver {
 public:
  // `metrics` must outlive it. `on_event` is called after each event.
  PublicationReporter(PublicationMetrics& metrics, std::function<void()> on_event)
      : metrics_(metrics), on_event_(std::move(on_event)) {}

  void OnPublished(int32_t node_id, int64_t offset, NodePublication::Cause cause) override;
  void OnFailure(const absl::Status& error) override;
  void OnYielded(int32_t node_id, const std::string& by, int64_t offset) override;
  void OnTookOver(int32_t node_id) override;
  void OnOverwritten(int32_t node_id, const std::string& by, int64_t offset) override;

  // The message of the last failure since a record was published; empty if there was none.
  std::string last_failure() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void SetLastFailure(std::string message) ABSL_LOCKS_EXCLUDED(mutex_);

  PublicationMetrics& metrics_;
  const std::function<void()> on_event_;
  RepeatedFault failures_;
  mutable Mutex mutex_;
  std::string last_failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::agent
