// SPDX-License-Identifier: Apache-2.0
// Between the monitor's threads, which ask the brokers, and the reader's, which decides. Thread-safe.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/deadline.h"
#include "base/mutex.h"
#include "server/feed/probe.h"
#include "topic/topic_check.h"

namespace rollcall::feed {

using MonitorReport = std::variant<absl::StatusOr<topic::TopicDescription>, absl::StatusOr<ProbeResult>>;

class Mailbox {
 public:
  // --- the monitor's side ---
  void Post(MonitorReport report) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    reports_.push_back(std::move(report));
  }
  // For so long, until ExpediteProbe, or until Stop; false: stopped.
  bool PauseBeforeProbe(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(duration);
    MutexLock lock(mutex_);
    while (!stopped_ && !probe_expedited_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    probe_expedited_ = false;
    return !stopped_;
  }
  // Asks the reader what to probe for; the answer comes with SetProbe.
  void RequestProbe() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_requested_ = true;
  }
  // Waits for the answer to RequestProbe; nullopt: nothing is to be probed, or there was no answer within `timeout`.
  std::optional<ProbeRequest> TakeProbe(absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(timeout);
    MutexLock lock(mutex_);
    while (probe_requested_ && !stopped_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    probe_requested_ = false;
    return std::exchange(probe_, std::nullopt);
  }

  // --- the reader's side ---
  std::vector<MonitorReport> TakeReports() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return std::exchange(reports_, {});
  }
  // The next probe is not to wait for its time.
  void ExpediteProbe() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_expedited_ = true;
    changed_.NotifyAll();
  }
  bool IsProbeRequested() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return probe_requested_;
  }
  void SetProbe(std::optional<ProbeRequest> request) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_ = std::move(request);
    probe_requested_ = false;
    changed_.NotifyAll();
  }

  // --- everybody's ---
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
  // For so long, or until Stop; false: stopped.
  bool Pause(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(duration);
    MutexLock lock(mutex_);
    while (!stopped_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    return !stopped_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<MonitorReport> reports_ ABSL_GUARDED_BY(mutex_);
  std::optional<ProbeRequest> probe_ ABSL_GUARDED_BY(mutex_);
  bool probe_requested_ ABSL_GUARDED_BY(mutex_) = false;
  bool probe_expedited_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::feed
