// Carries what the monitor finds to the reader's thread, and what the reader wants probed to the monitor's.
// Thread-safe.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "server/feed/probe.h"
#include "topic/kafka/topic_check.h"

namespace rollcall::feed {

using MonitorReport = std::variant<absl::StatusOr<topic::TopicDescription>, ProbeResult>;

class Mailbox {
 public:
  void Post(MonitorReport report) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    reports_.push_back(std::move(report));
  }
  std::vector<MonitorReport> TakeReports() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return std::exchange(reports_, {});
  }

  void SetProbe(std::optional<ProbeRequest> request) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_ = request;
  }
  std::optional<ProbeRequest> Probe() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return probe_;
  }

  // Ends every wait.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    stopped_ = true;
    changed_.NotifyAll();
  }
  bool IsStopped() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return stopped_;
  }
  // Until `deadline` or Stop; false: stopped.
  bool WaitUntil(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    for (absl::Duration left = deadline - absl::Now(); !stopped_ && left > absl::ZeroDuration();
         left = deadline - absl::Now()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(left));
    }
    return !stopped_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<MonitorReport> reports_ ABSL_GUARDED_BY(mutex_);
  std::optional<ProbeRequest> probe_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::feed
