// SPDX-License-Identifier: Apache-2.0
// Connects the threads that ask the brokers, the describer's and the prober's, with the reader's thread, which decides.
// Thread-safe.
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

// From the describer or from the prober.
using BrokerReport = std::variant<absl::StatusOr<topic::TopicDescription>, absl::StatusOr<ProbeResult>>;

class Mailbox {
 public:
  // --- for the describer and the prober ---
  void Post(BrokerReport report) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    reports_.push_back(std::move(report));
  }
  // Waits for `duration`, or until Stop. False: stopped.
  bool Pause(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(duration);
    MutexLock lock(mutex_);
    while (!stopped_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    return !stopped_;
  }
  // Waits for `duration`, or until ExpediteProbe or Stop. False: stopped.
  bool PauseBeforeProbe(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(duration);
    MutexLock lock(mutex_);
    while (!stopped_ && !probe_expedited_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    probe_expedited_ = false;
    return !stopped_;
  }
  // Asks the reader for the next probe to make. The answer comes through SetProbe.
  void RequestProbe() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_requested_ = true;
  }
  // Waits for the answer to RequestProbe. nullopt: there is nothing to probe, or there was no answer within `timeout`,
  // or Stop was called.
  std::optional<ProbeRequest> WaitForProbe(absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_) {
    const Deadline deadline(timeout);
    MutexLock lock(mutex_);
    while (probe_requested_ && !stopped_ && !deadline.Passed()) {
      changed_.WaitFor(mutex_, absl::ToChronoMicroseconds(deadline.Left()));
    }
    probe_requested_ = false;
    return std::exchange(probe_, std::nullopt);
  }

  // --- for the reader ---
  // The reports since the last call, oldest first.
  std::vector<BrokerReport> TakeReports() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return std::exchange(reports_, {});
  }
  // Ends the pause before the next probe, or skips it if it has not begun.
  void ExpediteProbe() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_expedited_ = true;
    changed_.NotifyAll();
  }
  // Whether the prober waits for SetProbe.
  bool IsProbeRequested() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return probe_requested_;
  }
  // nullopt: there is nothing to probe.
  void SetProbe(std::optional<ProbeRequest> request) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    probe_ = std::move(request);
    probe_requested_ = false;
    changed_.NotifyAll();
  }

  // --- for every thread ---
  // Ends every wait, also those that begin later.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    stopped_ = true;
    changed_.NotifyAll();
  }
  bool IsStopped() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return stopped_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<BrokerReport> reports_ ABSL_GUARDED_BY(mutex_);
  std::optional<ProbeRequest> probe_ ABSL_GUARDED_BY(mutex_);
  bool probe_requested_ ABSL_GUARDED_BY(mutex_) = false;
  bool probe_expedited_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::feed
